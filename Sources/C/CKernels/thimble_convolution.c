#include "thimble_requantize.h"

void thimble_convolution(
    const thimble_convolution_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  const thimble_window *w = &layer->window;
  const int32_t group_inputs = w->input_channels / layer->groups;
  const int32_t group_outputs = w->output_channels / layer->groups;
  const thimble_requantization requantization = layer->requantization;
  (void)scratch;
  for (int32_t oy = 0; oy < w->output_height; oy++) {
    for (int32_t ox = 0; ox < w->output_width; ox++) {
      const int8_t *weights = layer->weights;
      for (int32_t o = 0; o < w->output_channels; o++) {
        const int32_t first = o / group_outputs * group_inputs;
        int32_t sum = layer->bias[o];
        for (int32_t ky = 0; ky < w->kernel_height; ky++) {
          const int32_t iy = oy * w->stride_height + ky - w->padding_top;
          for (int32_t kx = 0; kx < w->kernel_width; kx++) {
            const int32_t ix = ox * w->stride_width + kx - w->padding_left;
            if (iy < 0 || iy >= w->input_height || ix < 0 || ix >= w->input_width) {
              for (int32_t i = 0; i < group_inputs; i++) {
                sum += layer->input_zero_point * weights[i];
              }
            } else {
              const int8_t *pixel = x + (iy * w->input_width + ix) * w->input_channels + first;
              for (int32_t i = 0; i < group_inputs; i++) {
                sum += pixel[i] * weights[i];
              }
            }
            weights += group_inputs;
          }
        }
        *y++ = thimble_requantize(&requantization, sum, o);
      }
    }
  }
}
