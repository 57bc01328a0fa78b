#include "thimble_requantize.h"

void thimble_average_pool(
    const thimble_average_pool_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  const thimble_window *w = &layer->window;
  const int32_t channels = w->input_channels;
  const int32_t offset = w->kernel_height * w->kernel_width * layer->input_zero_point;
  const thimble_requantization requantization = layer->requantization;
  (void)scratch;
  for (int32_t oy = 0; oy < w->output_height; oy++) {
    for (int32_t ox = 0; ox < w->output_width; ox++) {
      const int8_t *corner =
          x + (oy * w->stride_height * w->input_width + ox * w->stride_width) * channels;
      for (int32_t c = 0; c < channels; c++) {
        int32_t sum = -offset;
        for (int32_t ky = 0; ky < w->kernel_height; ky++) {
          const int8_t *row = corner + ky * w->input_width * channels + c;
          for (int32_t kx = 0; kx < w->kernel_width; kx++) {
            sum += row[kx * channels];
          }
        }
        *y++ = thimble_requantize(&requantization, sum, 0);
      }
    }
  }
}
