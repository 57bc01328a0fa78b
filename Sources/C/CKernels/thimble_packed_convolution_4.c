#define THIMBLE_WEIGHT_BITS 4
#define THIMBLE_PACKED_CONVOLUTION thimble_packed_convolution_4
#include "thimble_packed_convolution.h"
