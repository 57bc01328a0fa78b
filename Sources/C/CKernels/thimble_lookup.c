#include "thimble_kernels.h"

void thimble_lookup(const thimble_lookup_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  (void)scratch;
  for (int32_t i = 0; i < layer->count; i++) {
    y[i] = layer->table[x[i] + 128];
  }
}
