#include "thimble_packed.h"

void thimble_packed_add(
    const thimble_packed_add_layer *layer, const int8_t *x, const int8_t *x2, int8_t *y,
    void *scratch)
{
  const thimble_packed_add_layer l = *layer;
  const int64_t half = (int64_t)1 << (l.sum.shift - 1);
  (void)scratch;
  thimble_packed_clear_tail(y, l.sum.count, l.output_bits);
  for (int32_t i = 0; i < l.sum.count; i++) {
    const int32_t first = thimble_packed_value(x, i, l.bits_1) - l.sum.zero_point_1;
    const int32_t second = thimble_packed_value(x2, i, l.bits_2) - l.sum.zero_point_2;
    const int64_t sum =
        (int64_t)first * l.sum.multiplier_1 + (int64_t)second * l.sum.multiplier_2 + half;
    int64_t value = (sum >> l.sum.shift) + l.sum.zero_point;
    value = value < l.sum.minimum ? l.sum.minimum : value;
    value = value > l.sum.maximum ? l.sum.maximum : value;
    thimble_packed_store(y, i, l.output_bits, (int32_t)value);
  }
}
