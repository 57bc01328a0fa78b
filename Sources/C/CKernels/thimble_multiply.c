#include "thimble_requantize.h"

void thimble_multiply(
    const thimble_multiply_layer *layer, const int8_t *x, const int8_t *x2, int8_t *y,
    void *scratch)
{
  const thimble_requantization requantization = layer->requantization;
  (void)scratch;
  for (int32_t pixel = 0; pixel < layer->pixels; pixel++) {
    for (int32_t c = 0; c < layer->channels; c++) {
      const int32_t product = (x[c] - layer->zero_point_1) * (x2[c] - layer->zero_point_2);
      y[c] = thimble_requantize(&requantization, product, 0);
    }
    x += layer->channels;
    x2 += layer->pixel_step_2;
    y += layer->channels;
  }
}
