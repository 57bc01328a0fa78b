#include "thimble_kernels.h"

/* Whether 32 bits hold every sum after the shift; |x - Z| is at most 255. */
static int32_t thimble_sums_are_small(const thimble_add_layer *layer)
{
  const int64_t m1 = layer->multiplier_1, m2 = layer->multiplier_2;
  const int64_t largest = 255 * ((m1 < 0 ? -m1 : m1) + (m2 < 0 ? -m2 : m2));
  return layer->shift < 32 && (largest >> layer->shift) < (int64_t)1 << 30;
}

void thimble_add(
    const thimble_add_layer *layer, const int8_t *x, const int8_t *x2, int8_t *y, void *scratch)
{
  /* A copy: the layer would be read again after every store. */
  const thimble_add_layer l = *layer;
  /* Everything that does not depend on the inputs, so that each of them is one SMLAL. */
  const int64_t constant = ((int64_t)1 << (l.shift - 1)) -
                           (int64_t)l.zero_point_1 * l.multiplier_1 -
                           (int64_t)l.zero_point_2 * l.multiplier_2;
  (void)scratch;
  if (thimble_sums_are_small(layer)) {
    for (int32_t i = 0; i < l.count; i++) {
      const int64_t sum =
          constant + (int64_t)x[i] * l.multiplier_1 + (int64_t)x2[i] * l.multiplier_2;
      const uint32_t lower = (uint32_t)sum, upper = (uint32_t)((uint64_t)sum >> 32);
      int32_t value = (int32_t)(lower >> l.shift | upper << (32 - l.shift)) + l.zero_point;
      value = value < l.minimum ? l.minimum : value;
      y[i] = (int8_t)(value > l.maximum ? l.maximum : value);
    }
    return;
  }
  for (int32_t i = 0; i < l.count; i++) {
    const int64_t sum =
        constant + (int64_t)x[i] * l.multiplier_1 + (int64_t)x2[i] * l.multiplier_2;
    int64_t value = (sum >> l.shift) + l.zero_point;
    value = value < l.minimum ? l.minimum : value;
    y[i] = (int8_t)(value > l.maximum ? l.maximum : value);
  }
}
