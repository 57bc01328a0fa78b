#if defined(__x86_64__)
#include "tensor_dense.h"

#pragma GCC diagnostic ignored "-Wunused-function"

#define WIDTH 8
#define ROWS 6
#define VECTORS 2
#define TARGET __attribute__((target("avx2,fma")))
#define LABEL "AVX2"
#define NAME(x) tensor_dense_avx2_##x
#include "vector.inc"
#include "dense.inc"
#endif
