#define THIMBLE_WEIGHT_BITS 8
#define THIMBLE_PACKED_CONVOLUTION thimble_packed_convolution_8
#include "thimble_packed_convolution.h"
