#include "tensor_dense.h"

/* Vectors only pass between functions that are inlined. */
#pragma GCC diagnostic ignored "-Wpsabi"
#pragma GCC diagnostic ignored "-Wunused-function"

#define WIDTH 8
#define ROWS 3
#define VECTORS 2
#define TARGET
#define LABEL "plain"
#define NAME(x) tensor_dense_plain_##x
#include "vector.inc"
#include "dense.inc"
