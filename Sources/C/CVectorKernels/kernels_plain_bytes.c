#define LANES 4
#define BYTES 1
#define ROWS 6
#define PIXELS 2
#define TARGET
#define LABEL "plain, 8 bits"
#define NAME(x) vector_plain_bytes_##x
#include "vectors.inc"
#include "convolution.inc"
#include "depthwise.inc"
#include "pointwise.inc"
