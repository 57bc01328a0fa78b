#if defined(__x86_64__)
#define LANES 16
#define BYTES 1
#define ROWS 8
#define PIXELS 4
#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx512vnni,fma")))
#define LABEL "AVX-512 with VNNI"
#define NAME(x) vector_avx512vnni_##x
#define PRIMITIVES "avx512.inc"
#include "vectors.inc"
#include "convolution.inc"
#include "depthwise.inc"
#include "pointwise.inc"
#endif
