#define LANES 4
#define BYTES 0
#define ROWS 6
#define PIXELS 2
#define TARGET
#define LABEL "plain"
#define NAME(x) vector_plain_##x
#include "vectors.inc"
#include "convolution.inc"
#include "depthwise.inc"
#include "pointwise.inc"
