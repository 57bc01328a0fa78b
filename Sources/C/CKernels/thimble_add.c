#include "thimble_kernels.h"

void thimble_add(
    const thimble_add_layer *layer, const int8_t *x, const int8_t *x2, int8_t *y, void *scratch)
{
  const int64_t half = (int64_t)1 << (layer->shift - 1);
  (void)scratch;
  for (int32_t i = 0; i < layer->count; i++) {
    int64_t sum = (int64_t)(x[i] - layer->zero_point_1) * layer->multiplier_1;
    sum += (int64_t)(x2[i] - layer->zero_point_2) * layer->multiplier_2;
    sum = ((sum + half) >> layer->shift) + layer->zero_point;
    if (sum < layer->minimum) {
      sum = layer->minimum;
    }
    if (sum > layer->maximum) {
      sum = layer->maximum;
    }
    y[i] = (int8_t)sum;
  }
}
