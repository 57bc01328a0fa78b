#if defined(__x86_64__)
#include "tensor_dense.h"

#pragma GCC diagnostic ignored "-Wunused-function"

/* 25 sums, 5 vectors of weights and a broadcast value fill 31 of 32 registers; 400 outputs, the
 * usual width, are 5 whole panels. */
#define WIDTH 16
#define ROWS 5
#define VECTORS 5
#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma")))
#define LABEL "AVX-512"
#define NAME(x) tensor_dense_avx512_##x
#include "vector.inc"
#include "dense.inc"
#endif
