#include "thimble_requantize.h"

/* The part of one output's window that lies inside the map. */
typedef struct {
  int32_t top, left;                           /* of the window on the map */
  int32_t first_y, end_y, first_x, end_x;      /* taps of the kernel that lie inside */
} thimble_clip;

static int32_t thimble_at_least(int32_t value, int32_t smallest)
{
  return value > smallest ? value : smallest;
}

static int32_t thimble_at_most(int32_t value, int32_t largest)
{
  return value < largest ? value : largest;
}

static thimble_clip thimble_clip_window(const thimble_window *w, int32_t oy, int32_t ox)
{
  thimble_clip clip;
  clip.top = oy * w->stride_height - w->padding_top;
  clip.left = ox * w->stride_width - w->padding_left;
  clip.first_y = thimble_at_least(-clip.top, 0);
  clip.end_y = thimble_at_most(w->input_height - clip.top, w->kernel_height);
  clip.first_x = thimble_at_least(-clip.left, 0);
  clip.end_x = thimble_at_most(w->input_width - clip.left, w->kernel_width);
  return clip;
}

/* Channel c of one output pixel. */
static int8_t thimble_depthwise_one(
    const thimble_convolution_layer *layer, const int8_t *x, const thimble_clip *clip, int32_t c)
{
  const thimble_window *w = &layer->window;
  const int8_t *weight = layer->weights + c;
  const thimble_requantization requantization = layer->requantization;
  int32_t sum = layer->bias[c];
  for (int32_t ky = 0; ky < w->kernel_height; ky++) {
    for (int32_t kx = 0; kx < w->kernel_width; kx++) {
      if (ky >= clip->first_y && ky < clip->end_y && kx >= clip->first_x && kx < clip->end_x) {
        const int32_t pixel = (clip->top + ky) * w->input_width + clip->left + kx;
        sum += x[pixel * w->input_channels + c] * *weight;
      } else {
        sum += layer->input_zero_point * *weight;
      }
      weight += w->input_channels;
    }
  }
  return thimble_requantize(&requantization, sum, c);
}

#if THIMBLE_HAS_VECTORS && !THIMBLE_HAS_DSP
enum { CHANNELS = 64 };

/* At most CHANNELS channels of one output pixel from c on; returns their number. */
static int32_t thimble_depthwise_many(
    const thimble_convolution_layer *layer, const int8_t *x, const thimble_clip *clip, int32_t c,
    int8_t *y)
{
  const thimble_requantization requantization = layer->requantization;
  const thimble_window *w = &layer->window;
  const int8_t *weights = layer->weights + c;
  const int32_t count = thimble_at_most(w->input_channels - c, CHANNELS);
  int8_t zeros[CHANNELS];
  int32_t sums[CHANNELS];
  for (int32_t i = 0; i < count; i++) {
    zeros[i] = (int8_t)layer->input_zero_point;
    sums[i] = layer->bias[c + i];
  }
  for (int32_t ky = 0; ky < w->kernel_height; ky++) {
    for (int32_t kx = 0; kx < w->kernel_width; kx++) {
      const int8_t *taps = zeros;
      if (ky >= clip->first_y && ky < clip->end_y && kx >= clip->first_x && kx < clip->end_x) {
        const int32_t pixel = (clip->top + ky) * w->input_width + clip->left + kx;
        taps = x + pixel * w->input_channels + c;
      }
      for (int32_t i = 0; i < count; i++) {
        const int16_t product = (int16_t)(taps[i] * weights[i]);
        sums[i] += product;
      }
      weights += w->input_channels;
    }
  }
  thimble_requantize_channels(&requantization, sums, count, c, y + c);
  return count;
}
#endif

#if THIMBLE_HAS_DSP
/* A rectangle of taps: where each operand begins and its bytes from tap to tap and row to row. */
typedef struct {
  const int8_t *x, *weights;
  int32_t x_step, x_row, weights_step, weights_row;
  int32_t rows, columns;
} thimble_taps;

#define THIMBLE_TAP                                       \
  {                                                       \
    const uint32_t four = thimble_load(x);                \
    const uint32_t weight = thimble_load(weights);        \
    const uint32_t even = thimble_even_bytes(four);       \
    const uint32_t odd = thimble_odd_bytes(four);         \
    const uint32_t even_weight = thimble_even_bytes(weight); \
    const uint32_t odd_weight = thimble_odd_bytes(weight);   \
    s0 = thimble_lower_product(even, even_weight, s0);    \
    s2 = thimble_upper_product(even, even_weight, s2);    \
    s1 = thimble_lower_product(odd, odd_weight, s1);      \
    s3 = thimble_upper_product(odd, odd_weight, s3);      \
    x += x_step;                                          \
    weights += weights_step;                              \
  }

/* Adds a rectangle of taps of four neighbouring channels to their sums. */
static THIMBLE_NOINLINE void thimble_add_taps(const thimble_taps *taps, int32_t *sums)
{
  const int8_t *x = taps->x, *weights = taps->weights;
  const int32_t x_step = taps->x_step, weights_step = taps->weights_step;
  int32_t s0 = sums[0], s1 = sums[1], s2 = sums[2], s3 = sums[3];
  for (int32_t row = 1; row <= taps->rows; row++) {
    int32_t columns = taps->columns;
    for (; columns >= 3; columns -= 3) {
      THIMBLE_TAP
      THIMBLE_TAP
      THIMBLE_TAP
    }
    for (; columns > 0; columns--) {
      THIMBLE_TAP
    }
    x = taps->x + row * taps->x_row;
    weights = taps->weights + row * taps->weights_row;
  }
  sums[0] = s0, sums[1] = s1, sums[2] = s2, sums[3] = s3;
}

/* Adds the taps of rows and columns that lie outside the map. */
static void thimble_add_padding(
    const thimble_convolution_layer *layer, int32_t c, int32_t first_y, int32_t end_y,
    int32_t first_x, int32_t end_x, int32_t *sums)
{
  const thimble_window *w = &layer->window;
  const int8_t zero = (int8_t)layer->input_zero_point;
  const int8_t zeros[4] = {zero, zero, zero, zero};
  thimble_taps taps;
  if (first_y >= end_y || first_x >= end_x) {
    return;
  }
  taps.x = zeros;
  taps.x_step = 0;
  taps.x_row = 0;
  taps.weights_step = w->input_channels;
  taps.weights_row = w->kernel_width * w->input_channels;
  taps.weights = layer->weights + first_y * taps.weights_row + first_x * taps.weights_step + c;
  taps.rows = end_y - first_y;
  taps.columns = end_x - first_x;
  thimble_add_taps(&taps, sums);
}

/* All whole groups of four channels of one output pixel; returns how many channels those are. */
static int32_t thimble_depthwise_fours(
    const thimble_convolution_layer *layer, const int8_t *x, const thimble_clip *clip, int8_t *y)
{
  const thimble_window *w = &layer->window;
  const thimble_clip in = *clip;
  const int32_t height = w->kernel_height, width = w->kernel_width;
  const int32_t is_padded = layer->input_zero_point != 0 &&
                            (in.first_y > 0 || in.end_y < height || in.first_x > 0 ||
                             in.end_x < width);
  const thimble_requantization requantization = layer->requantization;
  int32_t c = 0;
  thimble_taps taps;
  taps.x_step = taps.weights_step = w->input_channels;
  taps.x_row = w->input_width * w->input_channels;
  taps.weights_row = width * w->input_channels;
  taps.x = x + (in.top + in.first_y) * taps.x_row + (in.left + in.first_x) * taps.x_step;
  taps.weights = layer->weights + in.first_y * taps.weights_row + in.first_x * taps.weights_step;
  taps.rows = in.end_y - in.first_y;
  taps.columns = in.end_x - in.first_x;
  for (; c + 4 <= w->input_channels; c += 4) {
    int32_t sums[4] = {
        layer->bias[c], layer->bias[c + 1], layer->bias[c + 2], layer->bias[c + 3]};
    thimble_add_taps(&taps, sums);
    taps.x += 4;
    taps.weights += 4;
    if (is_padded) {
      thimble_add_padding(layer, c, 0, in.first_y, 0, width, sums);
      thimble_add_padding(layer, c, in.end_y, height, 0, width, sums);
      thimble_add_padding(layer, c, in.first_y, in.end_y, 0, in.first_x, sums);
      thimble_add_padding(layer, c, in.first_y, in.end_y, in.end_x, width, sums);
    }
    thimble_requantize_channels(&requantization, sums, 4, c, y + c);
  }
  return c;
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
      const thimble_clip clip = thimble_clip_window(w, oy, ox);
      int32_t c = 0;
#if THIMBLE_HAS_DSP
      c = thimble_depthwise_fours(layer, x, &clip, y);
#elif THIMBLE_HAS_VECTORS
      while (c < channels) {
        c += thimble_depthwise_many(layer, x, &clip, c, y);
      }
#endif
      for (; c < channels; c++) {
        y[c] = thimble_depthwise_one(layer, x, &clip, c);
      }
      y += channels;
    }
  }
}
