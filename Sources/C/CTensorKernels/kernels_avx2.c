#if defined(__x86_64__)
#include <math.h>
#include <string.h>

#include "CTensorKernels.h"

#define WIDTH 8
#define TILE 4
#define TARGET __attribute__((target("avx2,fma")))
#define LABEL "AVX2"
#define NAME(x) tensor_avx2_##x
#include "vector.inc"
#include "depthwise.inc"
#include "pool.inc"
#include "quantize.inc"
#include "elementwise.inc"
#endif
