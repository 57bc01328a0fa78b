#include "thimble_kernels.h"

void thimble_lookup(const thimble_lookup_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  const int8_t *const table = layer->table + 128;
  const int32_t count = layer->count;
  (void)scratch;
  for (int32_t i = 0; i < count; i++) {
    y[i] = table[x[i]];
  }
}
