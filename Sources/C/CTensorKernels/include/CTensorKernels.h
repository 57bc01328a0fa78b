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

/* A convolution of each channel alone. */
typedef struct {
  int images, blocks;
  int input_height, input_width, output_height, output_width;
  int kernel_height, kernel_width;
  int stride_height, stride_width;
  int padding_top, padding_left;
} tensor_depthwise;

/* A function of each value that maps 0 to 0. */
typedef enum { TENSOR_RELU, TENSOR_RELU6, TENSOR_H_SWISH } tensor_activation;

/* The functions of one instruction set. */
typedef struct {
  /* The instruction set, for example "AVX-512". */
  const char *name;
  /* Channels that lie side by side: 16 or 8. */
  int block;
  /* y = x * w + bias; bias is [blocks][block] or NULL. */
  void (*depthwise_forward)(const tensor_depthwise *layer, const float *x, const float *w,
                            const float *bias, float *y, float *scratch);
  /* dx from dy. */
  void (*depthwise_backward_data)(const tensor_depthwise *layer, const float *dy, const float *w,
                                  float *dx, float *scratch);
  /* dw, summed over all images, from x and dy. */
  void (*depthwise_backward_weights)(const tensor_depthwise *layer, const float *x,
                                     const float *dy, float *dw, float *scratch);
  /* sum += values. */
  void (*accumulate)(const float *values, float *sum, size_t count);
  /* y = a + b. */
  void (*add)(const float *a, const float *b, float *y, size_t count);
  /* y = f(x). */
  void (*activate)(tensor_activation function, const float *x, float *y, size_t count);
  /* dx = dy * f'(x). */
  void (*activate_backward)(tensor_activation function, const float *x, const float *dy,
                            float *dx, size_t count);
} tensor_kernels;

/* The functions for the best instruction set of this processor. */
const tensor_kernels *tensor_kernels_here(void);

/* The functions for an instruction set: 0 the plainest, 1 AVX2, 2 AVX-512; NULL where this
 * processor does not have it. */
const tensor_kernels *tensor_kernels_of(int instruction_set);

/* Floats of scratch that the depthwise functions need for a layer. */
size_t tensor_depthwise_scratch(const tensor_depthwise *layer, int block);

#endif
