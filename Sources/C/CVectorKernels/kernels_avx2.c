#if defined(__x86_64__)
#define LANES 8
#define BYTES 0
#define ROWS 6
#define PIXELS 2
#define TARGET __attribute__((target("avx2,fma")))
#define LABEL "AVX2"
#define NAME(x) vector_avx2_##x
#define PRIMITIVES "avx2.inc"
#include "vectors.inc"
#include "convolution.inc"
#include "depthwise.inc"
#include "pointwise.inc"
#endif
