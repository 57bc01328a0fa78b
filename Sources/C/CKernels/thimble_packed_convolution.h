/* One convolution for each width of weights: a source defines THIMBLE_WEIGHT_BITS and
 * THIMBLE_PACKED_CONVOLUTION, the name of the function, and includes this.
 *
 * The taps of four output pixels are widened into columns, [pair of taps][pixel], two halfwords per
 * word. The weights of two outputs lie in one field, 2^bits * first + second, so that one product
 * with a whole field and one with its lower half serve both: the sum of the first output is the
 * difference of the two sums, shifted. That takes one instruction to unpack a pair of taps and one
 * to halve it. Fields of fewer than 16 bits hold codes, which need no extension of signs; as
 * w = code - 2^(bits - 1), their sums are too large by 2^(bits - 1) * (sum of the column), the same
 * for all outputs. 32 bits may overflow on the way there and back. */
#include "thimble_packed.h"

enum {
  PIXELS = 4,
  TAPS = 16 / THIMBLE_WEIGHT_BITS, /* in a word of weights, each of two outputs */
  /* As many taps as leave the shifted difference of the sums within 32 bits. */
  BLOCK = THIMBLE_WEIGHT_BITS == 8 ? 256 : 32768,
  OFFSET = THIMBLE_WEIGHT_BITS == 8 ? 0 : 1 << (THIMBLE_WEIGHT_BITS - 1)
};

/* The fields of the pair of taps k in a word, and the part that belongs to the second output. */
#if THIMBLE_WEIGHT_BITS == 8
#define THIMBLE_FIELDS(word, k) (word)
#define THIMBLE_SECOND(fields) thimble_even_bytes(fields)
#elif THIMBLE_WEIGHT_BITS == 4
#define THIMBLE_FIELDS(word, k) ((word) >> (8 * (k)) & 0x00ff00ffu)
#define THIMBLE_SECOND(fields) ((fields) & 0x000f000fu)
#else
#define THIMBLE_FIELDS(word, k) ((word) >> (4 * (k)) & 0x000f000fu)
#define THIMBLE_SECOND(fields) ((fields) & 0x00030003u)
#endif

/* Halves whole words of inputs into a column: the codes k and k + 16 / bits of a word are a pair.
 * The width is a constant wherever this is called; returns the sum of the codes. */
static inline uint32_t thimble_widen_words(
    const int8_t *x, int32_t count, int32_t bits, uint32_t *column, int32_t step)
{
  const uint32_t signs = (1u << (bits - 1)) * (0xffffffffu / ((1u << bits) - 1u));
  uint32_t sum = 0;
  for (int32_t i = 0; i < count; i += 32 / bits) {
    const uint32_t word = thimble_load(x) ^ signs;
    x += 4;
    for (int32_t k = 0; k < 16 / bits; k++) {
      const uint32_t codes = word >> (bits * k) & ((1u << bits) - 1u) * 0x00010001u;
      sum = thimble_smlad(codes, 0x00010001u, sum);
      *column = codes;
      column += step;
    }
  }
  return sum;
}

/* Puts the codes of one output pixel and group into a column; returns their sum. */
static uint32_t thimble_fill_packed_column(
    const thimble_packed_convolution_layer *layer, const int8_t *x, int32_t pixel, int32_t group,
    uint32_t *column, int32_t step)
{
  const thimble_window *w = &layer->window;
  const int32_t channels = w->input_channels / layer->groups;
  const int32_t bits = layer->input_bits;
  const int32_t top = pixel / w->output_width * w->stride_height - w->padding_top;
  const int32_t left = pixel % w->output_width * w->stride_width - w->padding_left;
  const uint32_t zero = (uint32_t)layer->input_zero_code;
  uint32_t sum = 0, pending = 0;
  int32_t has_pending = 0;
  for (int32_t ky = 0; ky < w->kernel_height; ky++) {
    const int32_t iy = top + ky;
    for (int32_t kx = 0; kx < w->kernel_width; kx++) {
      const int32_t ix = left + kx;
      const int32_t is_inside = iy >= 0 && iy < w->input_height && ix >= 0 && ix < w->input_width;
      const int32_t first = (iy * w->input_width + ix) * w->input_channels + group * channels;
      if (channels * bits % 32 == 0) {
        if (!is_inside) {
          for (int32_t i = 0; i < channels; i += 2) {
            *column = zero * 0x00010001u;
            column += step;
          }
          sum += zero * (uint32_t)channels;
          continue;
        }
        const int8_t *values = x + (first * bits >> 3);
        if (bits == 8) {
          sum += thimble_widen_words(values, channels, 8, column, step);
        } else if (bits == 4) {
          sum += thimble_widen_words(values, channels, 4, column, step);
        } else {
          sum += thimble_widen_words(values, channels, 2, column, step);
        }
        column += channels / 2 * step;
        continue;
      }
      for (int32_t i = 0; i < channels; i++) {
        const uint32_t code = is_inside ? thimble_packed_code(x, first + i, bits) : zero;
        sum += code;
        if (has_pending) {
          *column = pending | code << 16;
          column += step;
        } else {
          pending = code;
        }
        has_pending = !has_pending;
      }
    }
  }
  if (has_pending) {
    *column = pending;
  }
  return sum;
}

/* Weights are read again for each pair of taps (they are volatile), and sums and pointers are kept
 * from being renamed: so all values of the loop fit the registers with any compiler. */
#define THIMBLE_PIXEL_PRODUCTS(k, p)          \
  {                                           \
    const uint32_t x = column[4 * (k) + (p)]; \
    THIMBLE_ADD_PRODUCTS(a##p, both, x);      \
    THIMBLE_ADD_PRODUCTS(b##p, second, x);    \
  }

#define THIMBLE_FOUR_PRODUCTS(fields, k)          \
  {                                               \
    const uint32_t both = fields;                 \
    const uint32_t second = THIMBLE_SECOND(both); \
    THIMBLE_PIXEL_PRODUCTS(k, 0)                  \
    THIMBLE_PIXEL_PRODUCTS(k, 1)                  \
    THIMBLE_PIXEL_PRODUCTS(k, 2)                  \
    THIMBLE_PIXEL_PRODUCTS(k, 3)                  \
  }

/* The sums of the first outputs. */
#define THIMBLE_SPLIT(both, second) ((uint32_t)((int32_t)((both) - (second)) >> THIMBLE_WEIGHT_BITS))

#if THIMBLE_WEIGHT_BITS == 2
/* The lowest four bits of both halves. */
static inline uint32_t thimble_nibbles(uint32_t word)
{
  THIMBLE_FORGET_ORIGIN(word);
  word &= 0x000f000fu;
  THIMBLE_FORGET_ORIGIN(word);
  return word;
}
#endif

/* Adds the products of two outputs with four pixels to what the columns begin with; the sums are
 * [2, pixels]. A function of its own, because only alone do its values fit the registers. */
static THIMBLE_NOINLINE void thimble_add_four_products(
    const volatile int32_t *weights, const volatile int32_t *end, const uint32_t *column, const uint32_t *starts,
    uint32_t *sums)
{
  uint32_t a0 = starts[0], a1 = starts[1], a2 = starts[2], a3 = starts[3];
  uint32_t b0 = starts[4], b1 = starts[5], b2 = starts[6], b3 = starts[7];
  do {
#if THIMBLE_WEIGHT_BITS == 8
    THIMBLE_FOUR_PRODUCTS((uint32_t)*weights, 0)
#elif THIMBLE_WEIGHT_BITS == 4
    THIMBLE_FOUR_PRODUCTS(thimble_even_codes((uint32_t)*weights), 0)
    THIMBLE_FOUR_PRODUCTS(thimble_odd_codes((uint32_t)*weights), 1)
#else
    THIMBLE_FOUR_PRODUCTS(thimble_nibbles((uint32_t)*weights), 0)
    THIMBLE_FOUR_PRODUCTS(thimble_nibbles((uint32_t)*weights >> 4), 1)
    THIMBLE_FOUR_PRODUCTS(thimble_nibbles((uint32_t)*weights >> 8), 2)
    THIMBLE_FOUR_PRODUCTS(thimble_nibbles((uint32_t)*weights >> 12), 3)
#endif
    weights++;
    column += TAPS / 2 * PIXELS;
    THIMBLE_FORGET_ORIGIN(weights);
    THIMBLE_FORGET_ORIGIN(column);
  } while (weights != end);
  sums[0] = THIMBLE_SPLIT(a0, b0);
  sums[1] = THIMBLE_SPLIT(a1, b1);
  sums[2] = THIMBLE_SPLIT(a2, b2);
  sums[3] = THIMBLE_SPLIT(a3, b3);
  sums[4] = b0;
  sums[5] = b1;
  sums[6] = b2;
  sums[7] = b3;
}

/* The same for one pixel, whose column has this step between its words. */
static THIMBLE_NOINLINE void thimble_add_single_products(
    const int32_t *weights, const int32_t *end, const uint32_t *column, int32_t step,
    const uint32_t *starts, uint32_t *sums)
{
  uint32_t a = starts[0], b = starts[PIXELS];
  while (weights != end) {
    const uint32_t word = (uint32_t)*weights++;
    for (int32_t k = 0; k < TAPS / 2; k++) {
      const uint32_t both = THIMBLE_FIELDS(word, k);
      a = thimble_smlad(both, *column, a);
      b = thimble_smlad(THIMBLE_SECOND(both), *column, b);
      column += step;
    }
  }
  sums[0] = THIMBLE_SPLIT(a, b);
  sums[PIXELS] = b;
}

/* The products of whole rows of weights; [2, pixels] sums, of which `count` matter. */
static inline void thimble_add_rows(
    const int32_t *weights, int32_t words, const uint32_t *columns, int32_t count, int32_t step,
    const uint32_t *starts, uint32_t *sums)
{
  static const uint32_t zeros[2 * PIXELS] = {0};
  const int32_t is_long = words > BLOCK / TAPS;
  for (int32_t p = 0; is_long && p < PIXELS; p++) {
    sums[p] = sums[PIXELS + p] = starts[PIXELS + p];
  }
  for (int32_t word = 0; word < words; word += BLOCK / TAPS) {
    const int32_t end = words - word < BLOCK / TAPS ? words : word + BLOCK / TAPS;
    const uint32_t *const column = columns + word * (TAPS / 2) * step;
    const uint32_t *const start = is_long ? zeros : starts;
    uint32_t part[2 * PIXELS];
    uint32_t *const result = is_long ? part : sums;
    if (count == 1) {
      thimble_add_single_products(weights + word, weights + end, column, step, start, result);
    } else {
      thimble_add_four_products(weights + word, weights + end, column, start, result);
    }
    for (int32_t p = 0; is_long && p < count; p++) {
      sums[p] += part[p];
      sums[PIXELS + p] += part[PIXELS + p];
    }
  }
}

/* Stores one channel of `count` pixels from `pixel` on, in any form; sums lack the bias. */
static THIMBLE_NOINLINE void thimble_store_packed_channel(
    const thimble_packed_convolution_layer *layer, const uint32_t *sums, int32_t count,
    int32_t channel, int32_t pixel, int8_t *y)
{
  const thimble_requantization r = layer->requantization;
  const int32_t step = layer->window.output_channels;
  const int32_t bits = layer->output_bits;
  const uint32_t bias = (uint32_t)layer->bias[channel];
  for (int32_t p = 0; p < count; p++) {
    const int32_t value = thimble_requantize(&r, (int32_t)(sums[p] + bias), channel);
    thimble_packed_store(y, (pixel + p) * step + channel, bits, value);
  }
}

/* Stores two channels; the usual case first. */
static THIMBLE_NOINLINE void thimble_store_packed_channels(
    const thimble_packed_convolution_layer *layer, const uint32_t *sums, int32_t count,
    int32_t channel, int32_t pixel, int8_t *y)
{
  const thimble_requantization r = layer->requantization;
  const int32_t step = layer->window.output_channels;
  const int32_t bits = layer->output_bits;
  const int32_t index = pixel * step + channel;
  if (!thimble_is_direct(&r) || (bits != 8 && (step % 2 != 0 || index % 2 != 0))) {
    thimble_store_packed_channel(layer, sums, count, channel, pixel, y);
    thimble_store_packed_channel(layer, sums + PIXELS, count, channel + 1, pixel, y);
    return;
  }
  const int32_t *const multipliers = r.multipliers + channel * r.multiplier_step;
  const int32_t first_multiplier = multipliers[0];
  const int32_t second_multiplier = multipliers[r.multiplier_step];
  const int32_t first_bias = layer->bias[channel], second_bias = layer->bias[channel + 1];
  const uint32_t mask = (1u << bits) - 1u;
  for (int32_t p = 0; p < count; p++) {
    const int32_t first = thimble_requantize_directly(
        &r, (int32_t)(sums[p] + (uint32_t)first_bias), first_multiplier);
    const int32_t second = thimble_requantize_directly(
        &r, (int32_t)(sums[PIXELS + p] + (uint32_t)second_bias), second_multiplier);
    if (bits == 8) {
      y[index + p * step] = (int8_t)first;
      y[index + p * step + 1] = (int8_t)second;
    } else {
      /* Both lie in one byte. */
      const uint32_t both = ((uint32_t)first & mask) | ((uint32_t)second & mask) << bits;
      const int32_t pair = (index + p * step) / 2;
      if (bits == 4) {
        y[pair] = (int8_t)(uint8_t)both;
      } else {
        thimble_packed_store(y, pair, 4, (int32_t)both);
      }
    }
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
  const int32_t words = (taps + TAPS - 1) / TAPS;
  /* A single pixel has a column of its own. */
  const int32_t step = area == 1 ? 1 : PIXELS;
  uint32_t *const columns = (uint32_t *)scratch;
  thimble_packed_clear_tail(y, area * outputs, layer->output_bits);
  for (int32_t pixel = 0; pixel < area; pixel += PIXELS) {
    const int32_t count = area - pixel < PIXELS ? area - pixel : PIXELS;
    const int32_t *weights = layer->weights;
    for (int32_t group = 0; group < layer->groups; group++) {
      const int32_t end = (group + 1) * group_outputs;
      uint32_t starts[2 * PIXELS] = {0};
      /* A column past the end holds anything; its results are dropped. */
      for (int32_t p = 0; p < count; p++) {
        const uint32_t sum =
            thimble_fill_packed_column(layer, x, pixel + p, group, columns + p, step);
        starts[PIXELS + p] = 0u - OFFSET * sum;
        starts[p] = starts[PIXELS + p] * ((1 << THIMBLE_WEIGHT_BITS) + 1);
      }
      for (int32_t o = group * group_outputs; o < end; o += 2) {
        uint32_t sums[2 * PIXELS];
        thimble_add_rows(weights, words, columns, count, step, starts, sums);
        weights += words;
        if (o + 1 < end) {
          thimble_store_packed_channels(layer, sums, count, o, pixel, y);
        } else {
          thimble_store_packed_channel(layer, sums, count, o, pixel, y);
        }
      }
    }
  }
}
