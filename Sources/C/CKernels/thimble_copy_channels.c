#include "thimble_kernels.h"

void thimble_copy_channels(
    const thimble_copy_channels_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  (void)scratch;
  y += layer->first_channel;
  for (int32_t pixel = 0; pixel < layer->pixels; pixel++) {
    for (int32_t c = 0; c < layer->input_channels; c++) {
      y[c] = x[c];
    }
    x += layer->input_channels;
    y += layer->output_channels;
  }
}
