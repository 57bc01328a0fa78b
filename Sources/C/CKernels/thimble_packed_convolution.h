/* One convolution for each width of weights: a source defines THIMBLE_WEIGHT_BITS and
 * THIMBLE_PACKED_CONVOLUTION, the name of the function, and includes this.
 *
 * The taps of two output pixels are widened into columns, [pair of taps][pixel], two halfwords per
 * word. A word of weights is then used as it lies: one shift and mask gives the codes k and
 * k + PAIRS as two halfwords, so the halves of a column's word are those two taps. Codes need no
 * extension of signs. As w = code - 2^(bits - 1), a sum of products of codes is too large by
 * 2^(bits - 1) * (sum of the column), which is the same for all outputs; 32 bits may overflow on the
 * way there and back. */
#include "thimble_packed.h"

enum {
  TAPS = 32 / THIMBLE_WEIGHT_BITS, /* in a word of weights */
  PAIRS = TAPS / 2,
  PIXELS = 2,
  OFFSET = 1 << (THIMBLE_WEIGHT_BITS - 1)
};

#if THIMBLE_WEIGHT_BITS == 8
#define THIMBLE_CODES 0x00ff00ffu
#define THIMBLE_SIGNS 0x80808080u
#elif THIMBLE_WEIGHT_BITS == 4
#define THIMBLE_CODES 0x000f000fu
#define THIMBLE_SIGNS 0x88888888u
#else
#define THIMBLE_CODES 0x00030003u
#define THIMBLE_SIGNS 0xaaaaaaaau
#endif

/* The codes k and k + PAIRS of a word. */
#define THIMBLE_HALVES(word, k) ((word) >> (THIMBLE_WEIGHT_BITS * (k)) & THIMBLE_CODES)

/* Whole words of taps from the value `first` of x on; returns the sum of their codes. */
static inline uint32_t thimble_widen_words(
    const int8_t *x, int32_t first, int32_t count, int32_t bits, uint32_t *column)
{
  uint32_t sum = 0;
  for (int32_t i = 0; i < count; i += TAPS) {
    /* Inputs as wide as weights are halved like weights. */
    const uint32_t word = bits == THIMBLE_WEIGHT_BITS
                              ? thimble_load(x + ((first + i) * bits >> 3)) ^ THIMBLE_SIGNS
                              : 0;
    for (int32_t k = 0; k < PAIRS; k++) {
      uint32_t halves = THIMBLE_HALVES(word, k);
      if (bits != THIMBLE_WEIGHT_BITS) {
        halves = thimble_packed_code(x, first + i + k, bits) |
                 thimble_packed_code(x, first + i + k + PAIRS, bits) << 16;
      }
      sum = thimble_smlad(halves, 0x00010001u, sum);
      *column = halves;
      column += PIXELS;
    }
  }
  return sum;
}

/* Puts the codes of one output pixel and group into a column; returns their sum. */
static uint32_t thimble_fill_packed_column(
    const thimble_packed_convolution_layer *layer, const int8_t *x, int32_t pixel, int32_t group,
    uint32_t *column)
{
  const thimble_window *w = &layer->window;
  const int32_t channels = w->input_channels / layer->groups;
  const int32_t bits = layer->input_bits;
  const int32_t top = pixel / w->output_width * w->stride_height - w->padding_top;
  const int32_t left = pixel % w->output_width * w->stride_width - w->padding_left;
  uint32_t sum = 0, tap = 0;
  for (int32_t ky = 0; ky < w->kernel_height; ky++) {
    const int32_t iy = top + ky;
    for (int32_t kx = 0; kx < w->kernel_width; kx++) {
      const int32_t ix = left + kx;
      const int32_t is_inside = iy >= 0 && iy < w->input_height && ix >= 0 && ix < w->input_width;
      const int32_t first = (iy * w->input_width + ix) * w->input_channels + group * channels;
      if (is_inside && channels % TAPS == 0) {
        sum += thimble_widen_words(x, first, channels, bits, column + tap / TAPS * PAIRS * PIXELS);
        tap += (uint32_t)channels;
        continue;
      }
      for (int32_t i = 0; i < channels; i++) {
        const uint32_t code = is_inside ? thimble_packed_code(x, first + i, bits)
                                        : (uint32_t)layer->input_zero_code;
        uint32_t *const word = column + (tap / TAPS * PAIRS + tap % PAIRS) * PIXELS;
        /* The lower halves of a word's taps come first; what no tap fills stays 0. */
        *word = tap % TAPS < PAIRS ? code : *word | code << 16;
        sum += code;
        tap++;
      }
    }
  }
  for (; tap % TAPS != 0 && tap % TAPS < PAIRS; tap++) {
    column[(tap / TAPS * PAIRS + tap % PAIRS) * PIXELS] = 0;
  }
  return sum;
}

#define THIMBLE_PRODUCTS(k)                                                             \
  {                                                                                     \
    const uint32_t a = THIMBLE_HALVES(first_word, k), b = THIMBLE_HALVES(second_word, k); \
    const uint32_t x0 = column[PIXELS * (k)], x1 = column[PIXELS * (k) + 1];              \
    a0 = thimble_smlad(a, x0, a0);                                                      \
    a1 = thimble_smlad(a, x1, a1);                                                      \
    b0 = thimble_smlad(b, x0, b0);                                                      \
    b1 = thimble_smlad(b, x1, b1);                                                      \
  }

/* Adds all products of two rows of weights to their sums, [2, pixels].
 * A function of its own, because only alone do its values fit the registers. */
static THIMBLE_NOINLINE void thimble_add_packed_products(
    const int8_t *first, const int8_t *second, const uint32_t *column, const uint32_t *end,
    uint32_t *sums)
{
  uint32_t a0 = sums[0], a1 = sums[1], b0 = sums[2], b1 = sums[3];
  while (column != end) {
    const uint32_t first_word = thimble_load(first), second_word = thimble_load(second);
    THIMBLE_PRODUCTS(0)
    THIMBLE_PRODUCTS(1)
#if THIMBLE_WEIGHT_BITS <= 4
    THIMBLE_PRODUCTS(2)
    THIMBLE_PRODUCTS(3)
#endif
#if THIMBLE_WEIGHT_BITS == 2
    THIMBLE_PRODUCTS(4)
    THIMBLE_PRODUCTS(5)
    THIMBLE_PRODUCTS(6)
    THIMBLE_PRODUCTS(7)
#endif
    first += 4;
    second += 4;
    column += PAIRS * PIXELS;
  }
  sums[0] = a0, sums[1] = a1, sums[2] = b0, sums[3] = b1;
}

/* Stores one channel of `count` pixels, whose values lie `step` apart from `index` on. */
static THIMBLE_NOINLINE void thimble_store_packed_pixels(
    const thimble_requantization *r, const uint32_t *sums, int32_t count, int32_t channel,
    int8_t *y, int32_t index, int32_t step, int32_t bits)
{
  const int32_t is_direct = thimble_is_direct(r);
  const int32_t multiplier = r->multipliers[channel * r->multiplier_step];
  for (int32_t p = 0; p < count; p++) {
    const int32_t sum = (int32_t)sums[p];
    const int32_t value = is_direct ? thimble_requantize_directly(r, sum, multiplier)
                                    : thimble_requantize(r, sum, channel);
    thimble_packed_store(y, index, bits, value);
    index += step;
  }
}

void THIMBLE_PACKED_CONVOLUTION(
    const thimble_packed_convolution_layer *layer, const int8_t *x, int8_t *y, void *scratch)
{
  const thimble_window *w = &layer->window;
  const int32_t outputs = w->output_channels;
  const int32_t group_outputs = outputs / layer->groups;
  const int32_t area = w->output_height * w->output_width;
  const int32_t taps = w->kernel_height * w->kernel_width * (w->input_channels / layer->groups);
  const int32_t row = (taps * THIMBLE_WEIGHT_BITS + 7) / 8;
  const int32_t bits = layer->output_bits;
  const thimble_requantization requantization = layer->requantization;
  uint32_t *const columns = scratch;
  const uint32_t *const end = columns + (taps + TAPS - 1) / TAPS * PAIRS * PIXELS;
  thimble_packed_clear_tail(y, area * outputs, bits);
  for (int32_t pixel = 0; pixel < area; pixel += PIXELS) {
    const int32_t count = area - pixel < PIXELS ? area - pixel : PIXELS;
    for (int32_t group = 0; group < layer->groups; group++) {
      const int32_t end_output = (group + 1) * group_outputs;
      uint32_t offsets[PIXELS] = {0};
      /* A column past the end holds anything; its results are dropped. */
      for (int32_t p = 0; p < count; p++) {
        offsets[p] =
            OFFSET * thimble_fill_packed_column(layer, x, pixel + p, group, columns + p);
      }
      for (int32_t o = group * group_outputs; o < end_output; o += 2) {
        const int32_t other = o + 1 < end_output ? o + 1 : o;
        uint32_t sums[2 * PIXELS];
        for (int32_t p = 0; p < PIXELS; p++) {
          sums[p] = (uint32_t)layer->bias[o] - offsets[p];
          sums[PIXELS + p] = (uint32_t)layer->bias[other] - offsets[p];
        }
        thimble_add_packed_products(
            layer->weights + o * row, layer->weights + other * row, columns, end, sums);
        thimble_store_packed_pixels(
            &requantization, sums, count, o, y, pixel * outputs + o, outputs, bits);
        thimble_store_packed_pixels(
            &requantization, sums + (other - o) * PIXELS, count, other, y,
            pixel * outputs + other, outputs, bits);
      }
    }
  }
}
