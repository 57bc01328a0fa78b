/* Integer kernels for neural networks: C99, no allocation, no floating point.
 *
 * Activations are int8 in the order [height, width, channels]. A stored value stands for
 * scale * (stored - zero point). Accumulators are int32 and must not overflow. Every function is
 *   void f(const layer *, const int8_t *x, [const int8_t *x2,] int8_t *y, void *scratch)
 * where scratch may be NULL unless the function says how many bytes it needs. What makes the input of
 * a camera frame stands in thimble_image.h. */
#ifndef THIMBLE_KERNELS_H
#define THIMBLE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* From an int32 accumulator to a stored output, clamped to minimum ... maximum.
 * Rounded form (exponents NULL): zero_point + (((acc << shift) * multiplier + 2^31) >> 32).
 * Floor form: zero_point + floor(acc * multiplier * 2^(exponent - 31)). */
typedef struct {
  const int32_t *multipliers; /* one per output channel, or a single one */
  const int8_t *exponents;    /* as many, or NULL for the rounded form */
  int32_t multiplier_step;    /* 1 where there is one multiplier per channel, 0 for a single one */
  int32_t shift;              /* of the rounded form */
  int32_t zero_point;         /* of the output */
  int32_t minimum;            /* smallest stored output */
  int32_t maximum;            /* largest stored output */
} thimble_requantization;

/* A window that slides over a feature map. Padding below and to the right follows from the rest. */
typedef struct {
  int32_t input_height, input_width, input_channels;
  int32_t output_height, output_width, output_channels;
  int32_t kernel_height, kernel_width;
  int32_t stride_height, stride_width;
  int32_t padding_top, padding_left;
} thimble_window;

/* Convolution: y = requantize(bias + sum of x * w), where a tap outside the map has the value
 * input_zero_point. The bias already holds -input_zero_point * (sum of the channel's weights). */
typedef struct {
  thimble_window window;
  int32_t groups;
  int32_t input_zero_point;
  const int8_t *weights; /* convolution: [outputs, kernel height, kernel width, inputs / groups];
                            depthwise: [kernel height, kernel width, channels] */
  const int32_t *bias;   /* [outputs] */
  thimble_requantization requantization;
} thimble_convolution_layer;

/* Convolution without groups, two outputs per multiplication: see thimble_paired_convolution.
 * The taps of an output are numbered [kernel height, kernel width, inputs]; where the number of
 * inputs is a multiple of 4, taps 1 and 2 of every 4 change places. */
typedef struct {
  thimble_window window;
  int32_t input_zero_point;
  int32_t pairs;          /* of taps: (number of taps + 1) / 2 */
  const int32_t *weights; /* [(outputs + 1) / 2, pairs] words; the halves are those of two taps, each
                             256 * w of the first output + w of the second */
  const int32_t *bias;    /* [(outputs + 1) / 2, 2]: 256 * bias of the first output + bias of the
                             second, and bias of the second */
  thimble_requantization requantization;
} thimble_paired_convolution_layer;

/* Fully connected layer; the bias already holds -input zero point * (sum of the weights). */
typedef struct {
  int32_t inputs, outputs;
  const int8_t *weights; /* [outputs, inputs] */
  const int32_t *bias;   /* [outputs] */
  thimble_requantization requantization;
} thimble_dense_layer;

/* Sum: zero_point + (((x - Z1) * M1 + (x2 - Z2) * M2 + 2^(shift - 1)) >> shift), clamped. */
typedef struct {
  int32_t count;
  int32_t zero_point_1, zero_point_2;
  int32_t multiplier_1, multiplier_2;
  int32_t shift; /* 1 to 62 */
  int32_t zero_point, minimum, maximum;
} thimble_add_layer;

/* Product: requantize((x - Z1) * (x2 - Z2)). */
typedef struct {
  int32_t pixels, channels;
  int32_t pixel_step_2; /* values of x2 from pixel to pixel: channels, or 0 for one per channel */
  int32_t zero_point_1, zero_point_2;
  thimble_requantization requantization;
} thimble_multiply_layer;

/* Average: requantize(sum of (x - input_zero_point)) over a window without padding. */
typedef struct {
  thimble_window window;
  int32_t input_zero_point;
  thimble_requantization requantization;
} thimble_average_pool_layer;

/* The largest stored value under the part of the window that lies inside the map. */
typedef struct {
  thimble_window window;
} thimble_maximum_pool_layer;

/* y = table[x + 128]. */
typedef struct {
  int32_t count;
  const int8_t *table; /* [256] */
} thimble_lookup_layer;

/* Copies all channels of x to the channels of y from first_channel on: one part of a concatenation. */
typedef struct {
  int32_t pixels;
  int32_t input_channels, output_channels;
  int32_t first_channel;
} thimble_copy_channels_layer;

/* Any convolution. */
void thimble_convolution(
    const thimble_convolution_layer *layer, const int8_t *x, int8_t *y, void *scratch);
/* A convolution in whose sums one 32-bit word carries two outputs: s = 256 * a + b with b apart.
 * |a| must stay below 2^23. Scratch: 16 * pairs bytes, aligned to 4. */
void thimble_paired_convolution(
    const thimble_paired_convolution_layer *layer, const int8_t *x, int8_t *y, void *scratch);
/* A convolution of each channel alone. */
void thimble_depthwise(
    const thimble_convolution_layer *layer, const int8_t *x, int8_t *y, void *scratch);
void thimble_dense(const thimble_dense_layer *layer, const int8_t *x, int8_t *y, void *scratch);
/* y may be x or x2 in the element-wise functions. */
void thimble_add(
    const thimble_add_layer *layer, const int8_t *x, const int8_t *x2, int8_t *y, void *scratch);
void thimble_multiply(
    const thimble_multiply_layer *layer, const int8_t *x, const int8_t *x2, int8_t *y,
    void *scratch);
void thimble_lookup(const thimble_lookup_layer *layer, const int8_t *x, int8_t *y, void *scratch);
void thimble_average_pool(
    const thimble_average_pool_layer *layer, const int8_t *x, int8_t *y, void *scratch);
void thimble_maximum_pool(
    const thimble_maximum_pool_layer *layer, const int8_t *x, int8_t *y, void *scratch);
void thimble_copy_channels(
    const thimble_copy_channels_layer *layer, const int8_t *x, int8_t *y, void *scratch);

#ifdef __cplusplus
}
#endif

#endif
