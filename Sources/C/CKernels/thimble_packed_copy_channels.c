#include "thimble_packed.h"

void thimble_packed_copy_channels(
    const thimble_packed_copy_channels_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  const thimble_copy_channels_layer l = layer->part;
  const int32_t bits = layer->bits;
  int32_t from = 0;
  (void)scratch;
  if (l.first_channel == 0) {
    thimble_packed_clear_tail(y, l.pixels * l.output_channels, bits);
  }
  for (int32_t pixel = 0; pixel < l.pixels; pixel++) {
    const int32_t to = pixel * l.output_channels + l.first_channel;
    for (int32_t c = 0; c < l.input_channels; c++) {
      thimble_packed_store(y, to + c, bits, thimble_packed_value(x, from++, bits));
    }
  }
}
