#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "CTensorKernels.h"

#define WIDTH 16
#define TILE 8
#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx512bf16,fma")))
#define LABEL "AVX-512, bfloat16"
#define NAME(x) tensor_avx512_bfloat16_##x
#define BFLOAT16
#include "vector.inc"
#include "depthwise.inc"
#include "pool.inc"
#include "quantize.inc"
#include "elementwise.inc"
#endif
