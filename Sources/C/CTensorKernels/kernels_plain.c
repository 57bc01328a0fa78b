#include <math.h>
#include <string.h>

#include "CTensorKernels.h"

/* Vectors only pass between functions that are inlined. */
#pragma GCC diagnostic ignored "-Wpsabi"

#define WIDTH 8
#define TILE 4
#define TARGET
#define LABEL "plain"
#define NAME(x) tensor_plain_##x
#include "vector.inc"
#include "depthwise.inc"
#include "pool.inc"
#include "quantize.inc"
#include "elementwise.inc"
