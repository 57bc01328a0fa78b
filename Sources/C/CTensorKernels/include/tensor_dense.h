/* SIMD kernels for small perceptrons, chosen at run time as those of CTensorKernels.h.
 *
 * Rows are inputs or outputs of one sample. Weights of a layer are packed as
 * [panels][inputs][panel]: `panel` outputs side by side, outputs past the last are zeros.
 */
#ifndef TENSOR_DENSE_H
#define TENSOR_DENSE_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  /* The instruction set, for example "AVX-512". */
  const char *name;
  /* Outputs of a panel. */
  int panel;
  /* Rows that are computed at a time. */
  int rows;
  /* y = max(x * w + bias, low), [rows][outputs] from [rows][inputs]; `rows` and `outputs` are
   * multiples of those above; bias may be NULL. */
  void (*dense)(const float *x, const float *w, const float *bias, float low, size_t rows,
                size_t inputs, size_t outputs, float *y);
  /* y = max(bias + sum of the rows of w whose indices are in `ones`, low) for an input of `count`
   * ones among zeros; w is [inputs][outputs], not packed. */
  void (*gather)(const uint16_t *ones, size_t count, const float *w, const float *bias, float low,
                 size_t outputs, float *y);
  /* The product of two vectors of `count` values, a multiple of `panel`. */
  float (*dot)(const float *x, const float *w, size_t count);
} tensor_dense_kernels;

/* The functions for an instruction set: 0 the plainest, 1 AVX2, 2 AVX-512; NULL where this
 * processor does not have it. */
const tensor_dense_kernels *tensor_dense_kernels_of(int instruction_set);

#endif
