#include "thimble_packed.h"

void thimble_packed_maximum_pool(
    const thimble_packed_maximum_pool_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  const thimble_window *w = &layer->window;
  const int32_t channels = w->input_channels;
  int32_t index = 0;
  (void)scratch;
  thimble_packed_clear_tail(y, w->output_height * w->output_width * channels, layer->bits);
  for (int32_t oy = 0; oy < w->output_height; oy++) {
    const int32_t top = oy * w->stride_height - w->padding_top;
    const int32_t first_y = top > 0 ? top : 0;
    const int32_t end_y =
        top + w->kernel_height < w->input_height ? top + w->kernel_height : w->input_height;
    for (int32_t ox = 0; ox < w->output_width; ox++) {
      const int32_t left = ox * w->stride_width - w->padding_left;
      const int32_t first_x = left > 0 ? left : 0;
      const int32_t end_x =
          left + w->kernel_width < w->input_width ? left + w->kernel_width : w->input_width;
      for (int32_t c = 0; c < channels; c++) {
        int32_t largest = INT8_MIN;
        for (int32_t iy = first_y; iy < end_y; iy++) {
          for (int32_t ix = first_x; ix < end_x; ix++) {
            const int32_t value = thimble_packed_value(
                x, (iy * w->input_width + ix) * channels + c, layer->bits);
            largest = value > largest ? value : largest;
          }
        }
        thimble_packed_store(y, index++, layer->bits, largest);
      }
    }
  }
}
