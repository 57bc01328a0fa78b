#include "thimble_requantize.h"

void thimble_depthwise(
    const thimble_convolution_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  const thimble_window *w = &layer->window;
  const int32_t channels = w->input_channels;
  (void)scratch;
  for (int32_t oy = 0; oy < w->output_height; oy++) {
    for (int32_t ox = 0; ox < w->output_width; ox++) {
      for (int32_t c = 0; c < channels; c++) {
        const int8_t *weight = layer->weights + c;
        int32_t sum = layer->bias[c];
        for (int32_t ky = 0; ky < w->kernel_height; ky++) {
          const int32_t iy = oy * w->stride_height + ky - w->padding_top;
          for (int32_t kx = 0; kx < w->kernel_width; kx++) {
            const int32_t ix = ox * w->stride_width + kx - w->padding_left;
            if (iy < 0 || iy >= w->input_height || ix < 0 || ix >= w->input_width) {
              sum += layer->input_zero_point * *weight;
            } else {
              sum += x[(iy * w->input_width + ix) * channels + c] * *weight;
            }
            weight += channels;
          }
        }
        *y++ = thimble_requantize(&layer->requantization, sum, c);
      }
    }
  }
}
