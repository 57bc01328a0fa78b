#include "thimble_packed.h"

/* Channels that are computed at one time; their weights lie unpacked in the scratch. */
enum { CHANNELS = 16 };

/* sums[i] += values[i] * weights[i]. */
static inline void thimble_add_lanes(
    const int8_t *values, const int8_t *weights, int32_t count, int32_t *sums)
{
  int32_t i = 0;
#if THIMBLE_HAS_DSP
  for (; i + 4 <= count; i += 4) {
    const uint32_t x = thimble_load(values + i), w = thimble_load(weights + i);
    const uint32_t even_x = thimble_even_bytes(x), odd_x = thimble_odd_bytes(x);
    const uint32_t even_w = thimble_even_bytes(w), odd_w = thimble_odd_bytes(w);
    sums[i] = thimble_lower_product(even_x, even_w, sums[i]);
    sums[i + 1] = thimble_lower_product(odd_x, odd_w, sums[i + 1]);
    sums[i + 2] = thimble_upper_product(even_x, even_w, sums[i + 2]);
    sums[i + 3] = thimble_upper_product(odd_x, odd_w, sums[i + 3]);
  }
#endif
  for (; i < count; i++) {
    sums[i] += values[i] * weights[i];
  }
}

/* At most CHANNELS channels from c on of the output pixel whose window begins at (top, left). */
static void thimble_packed_depthwise_pixel(
    const thimble_packed_depthwise_layer *layer, const int8_t *x, const int8_t *weights,
    int32_t top, int32_t left, int32_t c, int32_t count, int32_t *sums)
{
  const thimble_window *w = &layer->window;
  for (int32_t ky = 0; ky < w->kernel_height; ky++) {
    const int32_t iy = top + ky;
    for (int32_t kx = 0; kx < w->kernel_width; kx++) {
      const int32_t ix = left + kx;
      if (iy < 0 || iy >= w->input_height || ix < 0 || ix >= w->input_width) {
        for (int32_t i = 0; i < count; i++) {
          sums[i] += layer->input_zero_point * weights[i];
        }
      } else {
        const int32_t first = (iy * w->input_width + ix) * w->input_channels + c;
        int8_t unpacked[CHANNELS];
        const int8_t *values = x + first;
        if (layer->input_bits != 8) {
          thimble_unpack(x, first, count, layer->input_bits, unpacked);
          values = unpacked;
        }
        thimble_add_lanes(values, weights, count, sums);
      }
      weights += CHANNELS;
    }
  }
}

void thimble_packed_depthwise(
    const thimble_packed_depthwise_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  const thimble_window *w = &layer->window;
  const int32_t channels = w->input_channels;
  const int32_t taps = w->kernel_height * w->kernel_width;
  const int32_t row = (channels * layer->weight_bits + 7) / 8;
  const int32_t bits = layer->output_bits;
  const thimble_requantization requantization = layer->requantization;
  int8_t *const weights = (int8_t *)scratch;
  thimble_packed_clear_tail(y, w->output_height * w->output_width * channels, bits);
  for (int32_t c = 0; c < channels; c += CHANNELS) {
    const int32_t count = channels - c < CHANNELS ? channels - c : CHANNELS;
    int32_t index = c;
    for (int32_t tap = 0; tap < taps; tap++) {
      thimble_unpack(
          layer->weights + tap * row, c, count, layer->weight_bits, weights + tap * CHANNELS);
    }
    for (int32_t oy = 0; oy < w->output_height; oy++) {
      const int32_t top = oy * w->stride_height - w->padding_top;
      for (int32_t ox = 0; ox < w->output_width; ox++) {
        const int32_t left = ox * w->stride_width - w->padding_left;
        int32_t sums[CHANNELS];
        for (int32_t i = 0; i < count; i++) {
          sums[i] = layer->bias[c + i];
        }
        thimble_packed_depthwise_pixel(layer, x, weights, top, left, c, count, sums);
        for (int32_t i = 0; i < count; i++) {
          thimble_packed_store(
              y, index + i, bits, thimble_requantize(&requantization, sums[i], c + i));
        }
        index += channels;
      }
    }
  }
}
