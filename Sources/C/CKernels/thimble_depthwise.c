#include "thimble_requantize.h"

/* The position of one output pixel's window. */
typedef struct {
  int32_t top, left;
} thimble_corner;

static int32_t thimble_is_inside(const thimble_window *w, int32_t iy, int32_t ix)
{
  return iy >= 0 && iy < w->input_height && ix >= 0 && ix < w->input_width;
}

/* Channel c of one output pixel. */
static int8_t thimble_depthwise_one(
    const thimble_convolution_layer *layer, const int8_t *x, thimble_corner corner, int32_t c)
{
  const thimble_window *w = &layer->window;
  const int8_t *weight = layer->weights + c;
  int32_t sum = layer->bias[c];
  for (int32_t ky = 0; ky < w->kernel_height; ky++) {
    for (int32_t kx = 0; kx < w->kernel_width; kx++) {
      const int32_t iy = corner.top + ky;
      const int32_t ix = corner.left + kx;
      if (thimble_is_inside(w, iy, ix)) {
        sum += x[(iy * w->input_width + ix) * w->input_channels + c] * *weight;
      } else {
        sum += layer->input_zero_point * *weight;
      }
      weight += w->input_channels;
    }
  }
  return thimble_requantize(&layer->requantization, sum, c);
}

#if THIMBLE_HAS_DSP
/* Four channels from c on of one output pixel. */
static void thimble_depthwise_four(
    const thimble_convolution_layer *layer, const int8_t *x, thimble_corner corner, int32_t c,
    int8_t *y)
{
  const thimble_window *w = &layer->window;
  const int32_t channels = w->input_channels;
  const int32_t row = w->input_width * channels;
  const uint32_t zero = (uint8_t)layer->input_zero_point * (uint32_t)0x01010101;
  const int32_t is_interior =
      thimble_is_inside(w, corner.top, corner.left) &&
      thimble_is_inside(w, corner.top + w->kernel_height - 1, corner.left + w->kernel_width - 1);
  const int8_t *weights = layer->weights + c;
  const int32_t first = corner.top * row + corner.left * channels + c;
  int32_t s0 = layer->bias[c], s1 = layer->bias[c + 1];
  int32_t s2 = layer->bias[c + 2], s3 = layer->bias[c + 3];
  for (int32_t ky = 0; ky < w->kernel_height; ky++) {
    int32_t offset = first + ky * row;
    for (int32_t kx = 0; kx < w->kernel_width; kx++) {
      uint32_t taps = zero;
      const uint32_t weight = thimble_load(weights);
      if (is_interior || thimble_is_inside(w, corner.top + ky, corner.left + kx)) {
        taps = thimble_load(x + offset);
      }
      const uint32_t even = thimble_even_bytes(taps), odd = thimble_odd_bytes(taps);
      const uint32_t even_weight = thimble_even_bytes(weight);
      const uint32_t odd_weight = thimble_odd_bytes(weight);
      s0 = thimble_lower_product(even, even_weight, s0);
      s2 = thimble_upper_product(even, even_weight, s2);
      s1 = thimble_lower_product(odd, odd_weight, s1);
      s3 = thimble_upper_product(odd, odd_weight, s3);
      weights += channels;
      offset += channels;
    }
  }
  y[0] = thimble_requantize(&layer->requantization, s0, c);
  y[1] = thimble_requantize(&layer->requantization, s1, c + 1);
  y[2] = thimble_requantize(&layer->requantization, s2, c + 2);
  y[3] = thimble_requantize(&layer->requantization, s3, c + 3);
}
#endif

void thimble_depthwise(
    const thimble_convolution_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  const thimble_window *w = &layer->window;
  const int32_t channels = w->input_channels;
  (void)scratch;
  for (int32_t oy = 0; oy < w->output_height; oy++) {
    for (int32_t ox = 0; ox < w->output_width; ox++) {
      const thimble_corner corner = {
          oy * w->stride_height - w->padding_top, ox * w->stride_width - w->padding_left};
      int32_t c = 0;
#if THIMBLE_HAS_DSP
      for (; c + 4 <= channels; c += 4) {
        thimble_depthwise_four(layer, x, corner, c, y + c);
      }
#endif
      for (; c < channels; c++) {
        y[c] = thimble_depthwise_one(layer, x, corner, c);
      }
      y += channels;
    }
  }
}
