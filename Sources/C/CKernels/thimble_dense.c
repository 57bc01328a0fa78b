#include "thimble_requantize.h"

void thimble_dense(const thimble_dense_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  const int8_t *weights = layer->weights;
  const thimble_requantization requantization = layer->requantization;
  (void)scratch;
  for (int32_t o = 0; o < layer->outputs; o++) {
    int32_t sum = layer->bias[o];
    int32_t i = 0;
#if THIMBLE_HAS_DSP
    for (; i + 4 <= layer->inputs; i += 4) {
      const uint32_t inputs = thimble_load(x + i), four = thimble_load(weights + i);
      uint32_t next = (uint32_t)sum;
      next = thimble_smlad(thimble_even_bytes(inputs), thimble_even_bytes(four), next);
      next = thimble_smlad(thimble_odd_bytes(inputs), thimble_odd_bytes(four), next);
      sum = (int32_t)next;
    }
#endif
    for (; i < layer->inputs; i++) {
      sum += x[i] * weights[i];
    }
    weights += layer->inputs;
    y[o] = thimble_requantize(&requantization, sum, o);
  }
}
