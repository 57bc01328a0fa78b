#include "thimble_requantize.h"

/* Columns are the inputs of four output pixels: [pair of taps][pixel], two halfwords per word. */
enum { PIXELS = 4 };

/* Widens the taps of one output pixel, or their zero points outside the map. */
static void thimble_fill_column(
    const thimble_paired_convolution_layer *layer, const int8_t *x, int32_t pixel,
    uint32_t *column)
{
  const thimble_window *w = &layer->window;
  const int32_t channels = w->input_channels;
  const int32_t top = pixel / w->output_width * w->stride_height - w->padding_top;
  const int32_t left = pixel % w->output_width * w->stride_width - w->padding_left;
  const uint32_t zero = (uint8_t)layer->input_zero_point * (uint32_t)0x01010101;
  uint32_t pending = 0;
  int32_t has_pending = 0;
  for (int32_t ky = 0; ky < w->kernel_height; ky++) {
    const int32_t iy = top + ky;
    for (int32_t kx = 0; kx < w->kernel_width; kx++) {
      const int32_t ix = left + kx;
      const int32_t is_inside = iy >= 0 && iy < w->input_height && ix >= 0 && ix < w->input_width;
      const int8_t *taps = is_inside ? x + (iy * w->input_width + ix) * channels : NULL;
      if (channels % 4 == 0) {
        for (int32_t i = 0; i < channels; i += 4) {
          const uint32_t word = is_inside ? thimble_load(taps + i) : zero;
          column[0] = thimble_even_bytes(word);
          column[PIXELS] = thimble_odd_bytes(word);
          column += 2 * PIXELS;
        }
      } else {
        for (int32_t i = 0; i < channels; i++) {
          const int32_t tap = is_inside ? taps[i] : layer->input_zero_point;
          if (has_pending) {
            *column = pending | (uint32_t)tap << 16;
            column += PIXELS;
          } else {
            pending = (uint16_t)tap;
          }
          has_pending = !has_pending;
        }
      }
    }
  }
  if (has_pending) {
    *column = pending;
  }
}

/* Adds all products of two outputs to their bias: the sums are [2, pixels].
 * A function of its own, because only alone do its values fit the registers. */
static THIMBLE_NOINLINE void thimble_add_products(
    const int32_t *weights, const uint32_t *column, const uint32_t *end, const int32_t *bias,
    int32_t *sums)
{
  uint32_t a0 = (uint32_t)bias[0], a1 = a0, a2 = a0, a3 = a0;
  uint32_t b0 = (uint32_t)bias[1], b1 = b0, b2 = b0, b3 = b0;
  while (column != end) {
    const uint32_t both = (uint32_t)*weights++;
    const uint32_t second = thimble_even_bytes(both);
    a0 = thimble_smlad(both, column[0], a0);
    b0 = thimble_smlad(second, column[0], b0);
    a1 = thimble_smlad(both, column[1], a1);
    b1 = thimble_smlad(second, column[1], b1);
    a2 = thimble_smlad(both, column[2], a2);
    b2 = thimble_smlad(second, column[2], b2);
    a3 = thimble_smlad(both, column[3], a3);
    b3 = thimble_smlad(second, column[3], b3);
    column += PIXELS;
  }
  sums[0] = (int32_t)(a0 - b0) >> 8;
  sums[1] = (int32_t)(a1 - b1) >> 8;
  sums[2] = (int32_t)(a2 - b2) >> 8;
  sums[3] = (int32_t)(a3 - b3) >> 8;
  sums[4] = (int32_t)b0;
  sums[5] = (int32_t)b1;
  sums[6] = (int32_t)b2;
  sums[7] = (int32_t)b3;
}

void thimble_paired_convolution(
    const thimble_paired_convolution_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  const int32_t outputs = layer->window.output_channels;
  const int32_t area = layer->window.output_height * layer->window.output_width;
  const thimble_requantization requantization = layer->requantization;
  uint32_t *columns = (uint32_t *)scratch;
  const uint32_t *const end = columns + layer->pairs * PIXELS;
  for (int32_t pixel = 0; pixel < area; pixel += PIXELS) {
    const int32_t count = area - pixel < PIXELS ? area - pixel : PIXELS;
    for (int32_t p = 0; p < PIXELS; p++) {
      /* Columns past the end repeat the last pixel; their results are dropped. */
      const int32_t source = p < count ? p : count - 1;
      thimble_fill_column(layer, x, pixel + source, columns + p);
    }
    for (int32_t o = 0; o < outputs; o += 2) {
      const int32_t *const weights = layer->weights + o / 2 * layer->pairs;
      int32_t sums[2 * PIXELS];
      thimble_add_products(weights, columns, end, layer->bias + o, sums);
      thimble_requantize_pixels(&requantization, sums, count, o, y + o, outputs);
      if (o + 1 < outputs) {
        thimble_requantize_pixels(
            &requantization, sums + PIXELS, count, o + 1, y + o + 1, outputs);
      }
    }
    y += count * outputs;
  }
}
