#define THIMBLE_WEIGHT_BITS 2
#define THIMBLE_PACKED_CONVOLUTION thimble_packed_convolution_2
#include "thimble_packed_convolution.h"
