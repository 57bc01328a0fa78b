#include "thimble_packed.h"

void thimble_packed_lookup(
    const thimble_packed_lookup_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  const thimble_packed_lookup_layer l = *layer;
  (void)scratch;
  thimble_packed_clear_tail(y, l.count, l.output_bits);
  for (int32_t i = 0; i < l.count; i++) {
    thimble_packed_store(
        y, i, l.output_bits, l.table[thimble_packed_code(x, i, l.input_bits)]);
  }
}
