/* SIMD kernels of the float engine where oneDNN is slow, chosen at run time for AVX-512, AVX2 and
 * anything else.
 *
 * Maps are [images][blocks][height][width][block], `block` channels side by side as
 * tensor_block() says; channels past the last are zeros and stay zeros. Depthwise weights are
 * [blocks][kernel_height][kernel_width][block]. Addresses are multiples of the block's bytes.
 */
#ifndef CTENSORKERNELS_H
#define CTENSORKERNELS_H

#include <stddef.h>

#include "tensor_dense.h"

/* A window that slides over each channel alone: a depthwise convolution or a pool. */
typedef struct {
  int images, blocks;
  int input_height, input_width, output_height, output_width;
  int kernel_height, kernel_width;
  int stride_height, stride_width;
  int padding_top, padding_left;
} tensor_window;

/* A function of each value. */
typedef enum { TENSOR_RELU, TENSOR_RELU6, TENSOR_H_SWISH, TENSOR_H_SIGMOID } tensor_activation;

/* What values are rounded to: whole numbers of steps between the ends of a range. */
typedef struct {
  /* The distance of neighbours, and its inverse, by which values are multiplied. */
  float step, per_step;
  /* The steps from 0 to either end, whole numbers below 2^31. */
  float lower, upper;
  /* The ends. */
  float low, high;
  /* The share that values at or below the lower end have in the gradient of the clip: 0 or -1. */
  float share_below;
} tensor_quantizer;

/* The functions of one instruction set and one type of stored values: floats, or 16-bit bfloat16
 * with floats for weights, sums and scratch. */
typedef struct {
  /* The instruction set, for example "AVX-512". */
  const char *name;
  /* Channels that lie side by side: 16 or 8. */
  int block;
  /* Bytes of a stored value: 4 or 2. */
  int value_bytes;
  /* y = x * w + bias, clamped to low ... high; bias is [blocks][block] or NULL. */
  void (*depthwise_forward)(const tensor_window *layer, const void *x, const float *w,
                            const float *bias, float low, float high, void *y, float *scratch);
  /* dx from dy. */
  void (*depthwise_backward_data)(const tensor_window *layer, const void *dy, const float *w,
                                  void *dx, float *scratch);
  /* dw, summed over all images, from x and dy. */
  void (*depthwise_backward_weights)(const tensor_window *layer, const void *x, const void *dy,
                                     float *dw, float *scratch);
  /* The mean or the largest of the values inside the map under the window. */
  void (*pool_forward)(const tensor_window *layer, int is_maximum, const void *x, void *y);
  /* dx from x, y and dy; the gradient of a largest value goes to the first that is as large. */
  void (*pool_backward)(const tensor_window *layer, int is_maximum, const void *x, const void *y,
                        const void *dy, void *dx);
  /* y = a * b with one b per plane and channel: [planes][pixels][block] by [planes][block]. */
  void (*scale)(const void *a, const void *b, void *y, size_t planes, size_t pixels);
  /* db = sum over the pixels of dy * a. */
  void (*scale_backward)(const void *a, const void *dy, void *db, size_t planes, size_t pixels);
  /* sum += values. */
  void (*accumulate)(const void *values, void *sum, size_t count);
  /* y = a + b. */
  void (*add)(const void *a, const void *b, void *y, size_t count);
  /* y = f(x). */
  void (*activate)(tensor_activation function, const void *x, void *y, size_t count);
  /* dx = dy * f'(x). */
  void (*activate_backward)(tensor_activation function, const void *x, const void *dy, void *dx,
                            size_t count);
  /* y = step * clamp(round(x / step), lower, upper), halves away from zero; any count. */
  void (*quantize)(const tensor_quantizer *quantizer, const void *x, void *y, size_t count);
  /* dx = dy strictly between the ends and 0 elsewhere, where dx is not NULL; returns the sum of dy
   * at or above the upper end and, times their share, at or below the lower. */
  double (*quantize_backward)(const tensor_quantizer *quantizer, const void *x, const void *dy,
                              void *dx, size_t count);
  /* y = step * clamp(round(w / step), -most, most), halves away from zero, of floats; any count; y
   * may be w; the step is not 0. */
  void (*round_weights)(const float *w, float step, float most, float *y, size_t count);
  /* sum += dy where |w / step| <= most; returns the sum over dy * (round(w / step) - w / step) there
   * and dy * most, with the sign of w / step, elsewhere. */
  float (*round_weights_backward)(const float *w, float step, float most, const float *dy,
                                  float *sum, size_t count);
  /* Multiplies and adds in registers as fast as it goes; returns how many times. */
  long (*multiply_adds)(long rounds);
} tensor_kernels;

/* The functions for an instruction set: 0 the plainest, 1 AVX2, 2 AVX-512, 3 AVX-512 on bfloat16;
 * NULL where this processor does not have it. */
const tensor_kernels *tensor_kernels_of(int instruction_set);

/* Floats of scratch that the depthwise functions need for a layer. */
size_t tensor_depthwise_scratch(const tensor_window *layer, int block);

#endif
