/* Kernels for values and weights of 8, 4 or 2 bits, in any combination: C99, as in thimble_kernels.h.
 *
 * Packed values lie one behind the other in the order [height, width, channels], without gaps
 * between pixels: value i takes the bits i * bits to (i + 1) * bits - 1, where bit b is bit b % 8 of
 * byte b / 8. So the first value of a byte is at its little end. Values are in two's complement;
 * what is left of the last byte is 0. Widths of values are members of a layer, as code that depends
 * on them runs once per value; weights are read once per product, so a convolution has a function
 * for each of their widths. */
#ifndef THIMBLE_PACKED_KERNELS_H
#define THIMBLE_PACKED_KERNELS_H

#include "thimble_kernels.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Convolution. Codes are values without a sign: a value plus 2^(bits - 1). The taps of an output are
 * numbered [kernel height, kernel width, inputs / groups]; where the inputs of a group fill whole
 * words, taps k and k + 16 / input_bits of each word stand side by side, see
 * thimble_packed_convolution.h. The bias already holds -input_zero_code * (sum of the channel's
 * weights). */
typedef struct {
  thimble_window window;
  int32_t groups;
  int32_t input_bits, output_bits;
  int32_t input_zero_code; /* the code of a tap outside the map */
  const int32_t *weights;  /* [groups, (outputs of a group + 1) / 2, words] of 16 / bits fields; the
                              fields of taps 2k and 2k + 1 are the k-th of the lower and of the upper
                              half. A field is 2^bits * first output + second output, in codes
                              below 8 bits; a field without a tap is 0. */
  const int32_t *bias;     /* [outputs] */
  thimble_requantization requantization;
} thimble_packed_convolution_layer;

/* A convolution of each channel alone; the bias already holds -input_zero_point * (sum of the
 * channel's weights). */
typedef struct {
  thimble_window window;
  int32_t input_bits, weight_bits, output_bits;
  int32_t input_zero_point;
  const int8_t *weights; /* [kernel height, kernel width, channels], the channels packed like values
                            into whole bytes */
  const int32_t *bias;   /* [channels] */
  thimble_requantization requantization;
} thimble_packed_depthwise_layer;

/* Average: requantize(sum of (x - input_zero_point)) over a window without padding. */
typedef struct {
  thimble_window window;
  int32_t input_bits, output_bits;
  int32_t input_zero_point;
  thimble_requantization requantization;
} thimble_packed_average_pool_layer;

/* The largest stored value under the part of the window that lies inside the map. */
typedef struct {
  thimble_window window;
  int32_t bits;
} thimble_packed_maximum_pool_layer;

/* Sum; see thimble_add_layer. */
typedef struct {
  thimble_add_layer sum;
  int32_t bits_1, bits_2, output_bits;
} thimble_packed_add_layer;

/* Product; see thimble_multiply_layer. */
typedef struct {
  thimble_multiply_layer product;
  int32_t bits_1, bits_2, output_bits;
} thimble_packed_multiply_layer;

/* y = table[x + 2^(input_bits - 1)]. */
typedef struct {
  int32_t count;
  int32_t input_bits, output_bits;
  const int8_t *table; /* [2^input_bits] */
} thimble_packed_lookup_layer;

/* One part of a concatenation of values of so many bits; see thimble_copy_channels_layer. Parts are
 * copied in the order of their channels. */
typedef struct {
  thimble_copy_channels_layer part;
  int32_t bits;
} thimble_packed_copy_channels_layer;

/* Any convolution or fully connected layer with weights of 8, 4 or 2 bits.
 * Scratch: 8 bytes per tap, 2 where the output is one pixel, the taps of a group rounded up to
 * 16 / (bits of a weight); aligned to 4. */
void thimble_packed_convolution_8(
    const thimble_packed_convolution_layer *layer, const int8_t *x, int8_t *y, void *scratch);
void thimble_packed_convolution_4(
    const thimble_packed_convolution_layer *layer, const int8_t *x, int8_t *y, void *scratch);
void thimble_packed_convolution_2(
    const thimble_packed_convolution_layer *layer, const int8_t *x, int8_t *y, void *scratch);
/* Scratch: 16 bytes per tap of the window. */
void thimble_packed_depthwise(
    const thimble_packed_depthwise_layer *layer, const int8_t *x, int8_t *y, void *scratch);
void thimble_packed_average_pool(
    const thimble_packed_average_pool_layer *layer, const int8_t *x, int8_t *y, void *scratch);
void thimble_packed_maximum_pool(
    const thimble_packed_maximum_pool_layer *layer, const int8_t *x, int8_t *y, void *scratch);
void thimble_packed_add(
    const thimble_packed_add_layer *layer, const int8_t *x, const int8_t *x2, int8_t *y,
    void *scratch);
void thimble_packed_multiply(
    const thimble_packed_multiply_layer *layer, const int8_t *x, const int8_t *x2, int8_t *y,
    void *scratch);
void thimble_packed_lookup(
    const thimble_packed_lookup_layer *layer, const int8_t *x, int8_t *y, void *scratch);
void thimble_packed_copy_channels(
    const thimble_packed_copy_channels_layer *layer, const int8_t *x, int8_t *y, void *scratch);

#ifdef __cplusplus
}
#endif

#endif
