#include "thimble_requantize.h"

void thimble_dense(const thimble_dense_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  const int8_t *weights = layer->weights;
  (void)scratch;
  for (int32_t o = 0; o < layer->outputs; o++) {
    int32_t sum = layer->bias[o];
    for (int32_t i = 0; i < layer->inputs; i++) {
      sum += x[i] * weights[i];
    }
    weights += layer->inputs;
    y[o] = thimble_requantize(&layer->requantization, sum, o);
  }
}
