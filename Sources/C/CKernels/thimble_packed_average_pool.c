#include "thimble_packed.h"

void thimble_packed_average_pool(
    const thimble_packed_average_pool_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  const thimble_window *w = &layer->window;
  const int32_t channels = w->input_channels;
  const int32_t offset = w->kernel_height * w->kernel_width * layer->input_zero_point;
  const thimble_requantization requantization = layer->requantization;
  int32_t index = 0;
  (void)scratch;
  thimble_packed_clear_tail(
      y, w->output_height * w->output_width * channels, layer->output_bits);
  for (int32_t oy = 0; oy < w->output_height; oy++) {
    for (int32_t ox = 0; ox < w->output_width; ox++) {
      const int32_t corner = oy * w->stride_height * w->input_width + ox * w->stride_width;
      for (int32_t c = 0; c < channels; c++) {
        int32_t sum = -offset;
        for (int32_t ky = 0; ky < w->kernel_height; ky++) {
          const int32_t row = corner + ky * w->input_width;
          for (int32_t kx = 0; kx < w->kernel_width; kx++) {
            sum += thimble_packed_value(x, (row + kx) * channels + c, layer->input_bits);
          }
        }
        thimble_packed_store(
            y, index++, layer->output_bits, thimble_requantize(&requantization, sum, 0));
      }
    }
  }
}
