/* Integer kernels for the processor that Thimble runs on, chosen at run time: the same bytes as
 * CKernels gives, by vectors.
 *
 * Values of a map are *elements*: a stored value as int16, or a stored value + 128 as uint8, as
 * `element_bytes` of an instruction set says. Pixels of a row lie side by side, channels innermost.
 * Distances are in elements. Up to VECTOR_SLACK bytes behind the last element of a map are read.
 *
 * Sums are vectors of `lanes` 32-bit words; outputs are computed in *blocks* of two vectors. Numbers
 * that belong to an output are packed in the order of the sums, which is that of unpacking and packing
 * 16-bit pairs: the word w of the first vector is the output 8 * (w / 4) + w % 4 of the block, and that
 * of the second vector is 4 outputs further. A block of at most `lanes` outputs is *narrow*: it has
 * one vector, in natural order.
 */
#ifndef CVECTORKERNELS_H
#define CVECTORKERNELS_H

#include <stddef.h>
#include <stdint.h>

#define VECTOR_SLACK 128

/* From a sum to an element, clamped to minimum ... maximum. */
typedef struct {
  /* ((sum << shift) * multiplier + addend) >> 32, where every sum << shift and every result have 32
   * bits; the addend is 2^31 + (zero point << 32). */
  int32_t shift;
  int64_t addend;
  /* Where that does not hold: zero point + floor(sum * multiplier * 2^(exponent - 31)) with an
   * exponent per output, or, where they are NULL, the rounded form in 64 bits. */
  int32_t is_wide;
  const int8_t *exponents;
  int32_t zero_point;
  int32_t minimum, maximum;
} vector_requantization;

/* A convolution, a fully connected layer or an average: for each output pixel and channel
 * requantize(bias + sum of element * weight).
 *
 * Elements under the window lie in *runs* that begin `offsets` behind the corner of the window.
 * Convolution: a run has 4 * `length` bytes of neighbouring elements, and weights are
 *   [groups][blocks][runs][length] vectors of the block, a word holding the weights of 4 bytes of
 *   elements: two of 16 bits or four of 8 bits. Where `has_bytes` is set, which is for layers of one
 *   pixel on elements of 16 bits, weights have a byte each and are widened as they are read.
 * Depthwise: a run is a tap, and `runs` is even; weights are [blocks][runs / 2][2] vectors, a word
 *   holding the 16-bit weights of two taps for one output. No block is narrow. */
typedef struct {
  int32_t rows, columns; /* of the output */
  int32_t groups;
  int32_t outputs; /* of a group */
  ptrdiff_t x_row, x_column, x_group; /* from the window of an output to the next one's */
  ptrdiff_t y_row, y_column;
  int32_t runs, length;
  int32_t has_bytes;
  const ptrdiff_t *offsets;
  const void *weights;
  const int32_t *bias, *multipliers; /* [groups][blocks] blocks */
  vector_requantization requantization;
} vector_layer;

/* A function of the elements at the same place of one or two maps. */
typedef struct {
  int32_t rows, columns, count; /* `count` neighbouring elements of each column */
  ptrdiff_t x_row, x_column;
  ptrdiff_t x2_row, x2_column;
  ptrdiff_t y_row, y_column;
  /* add: zero point + floor(x * factor + x2 * factor_2 + constant);
   * multiply: zero point + floor((x - zero_point_1) * (x2 - zero_point_2) * factor + constant);
   * all of it exact in double precision. */
  double factor, factor_2, constant;
  int32_t zero_point_1, zero_point_2;
  int32_t zero_point, minimum, maximum;
  const void *table; /* lookup: 256 elements, from that of the stored value -128 on */
} vector_pointwise;

/* The largest element under the part of a window that lies inside the map. */
typedef struct {
  int32_t input_height, input_width, output_height, output_width, channels;
  int32_t kernel_height, kernel_width, stride_height, stride_width, padding_top, padding_left;
  ptrdiff_t x_row, y_row;
} vector_maximum;

/* The functions of one instruction set. */
typedef struct {
  const char *name;
  int32_t lanes;
  int32_t element_bytes;
  void (*convolution)(const vector_layer *layer, const void *x, void *y);
  void (*depthwise)(const vector_layer *layer, const void *x, void *y);
  void (*add)(const vector_pointwise *layer, const void *x, const void *x2, void *y);
  void (*multiply)(const vector_pointwise *layer, const void *x, const void *x2, void *y);
  void (*lookup)(const vector_pointwise *layer, const void *x, void *y);
  void (*copy)(const vector_pointwise *layer, const void *x, void *y);
  void (*maximum)(const vector_maximum *layer, const void *x, void *y);
  /* Elements from stored values and back. */
  void (*load)(const int8_t *values, size_t count, void *x);
  void (*store)(const void *x, size_t count, int8_t *values);
  /* As many elements of one stored value. */
  void (*fill)(int8_t value, size_t count, void *x);
} vector_kernels;

/* The functions for an instruction set: 0 the plainest, 1 the plainest on elements of 8 bits, 2 AVX2,
 * 3 AVX-VNNI, 4 AVX-512 with VNNI; NULL where this processor does not have it. */
const vector_kernels *vector_kernels_of(int instruction_set);

#endif
