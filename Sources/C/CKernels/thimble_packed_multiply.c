#include "thimble_packed.h"

void thimble_packed_multiply(
    const thimble_packed_multiply_layer *layer, const int8_t *x, const int8_t *x2, int8_t *y,
    void *scratch)
{
  const thimble_multiply_layer l = layer->product;
  const int32_t bits_1 = layer->bits_1, bits_2 = layer->bits_2, bits = layer->output_bits;
  int32_t index = 0;
  (void)scratch;
  thimble_packed_clear_tail(y, l.pixels * l.channels, bits);
  for (int32_t pixel = 0; pixel < l.pixels; pixel++) {
    for (int32_t c = 0; c < l.channels; c++) {
      const int32_t first = thimble_packed_value(x, index, bits_1) - l.zero_point_1;
      const int32_t second =
          thimble_packed_value(x2, pixel * l.pixel_step_2 + c, bits_2) - l.zero_point_2;
      thimble_packed_store(
          y, index, bits, thimble_requantize(&l.requantization, first * second, 0));
      index++;
    }
  }
}
