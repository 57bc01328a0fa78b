#if defined(__x86_64__)
#define LANES 8
#define BYTES 1
#define ROWS 6
#define PIXELS 2
#define TARGET __attribute__((target("avx2,fma,avxvnni")))
#define LABEL "AVX-VNNI"
#define NAME(x) vector_avxvnni_##x
#define VNNI 1
#define PRIMITIVES "avx2.inc"
#include "vectors.inc"
#include "convolution.inc"
#include "depthwise.inc"
#include "pointwise.inc"
#endif
