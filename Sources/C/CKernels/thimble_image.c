#include "thimble_image.h"

/* Bits behind the point of a weight. */
#define FRACTION_BITS 22

/* One resampling of a square, row by row. */
typedef struct {
  int32_t old_count, new_count, channels;
  int32_t taps;     /* most old pixels that a new one is made of */
  int32_t *columns; /* [new_count, taps + 2]: first old pixel, number of weights, weights */
  int32_t *row;     /* [taps + 2]: the same for the row that is being made */
  uint8_t *window;  /* [taps, new_count, channels]: rows with their columns resampled, in turns */
  uint8_t *source;  /* [old_count, channels]: a row before it is resampled */
  int32_t taken;    /* rows that have been put into the window */
} stage;

/* Both resamplings of a frame. */
typedef struct {
  const thimble_frame *frame;
  int32_t top, left;
  stage first, second;
} reader;

/* weight / sum with FRACTION_BITS bits behind the point, rounded to nearest; weight is at most sum,
 * which is below 2^31. Bit by bit, as small processors divide no 64 bits. */
static int32_t quotient(uint32_t weight, uint32_t sum) {
  uint32_t rest = weight, result = 0;
  for (int bit = 0; bit <= FRACTION_BITS; bit++) {
    result = result << 1;
    if (rest >= sum) {
      rest -= sum;
      result |= 1u;
    }
    rest <<= 1;
  }
  return (int32_t)(result + (rest >= sum ? 1u : 0u));
}

/* The weights of a new pixel: first old pixel, number of weights, weights. They are quotients of whole
 * numbers, rounded to nearest, so every machine has the same. */
static void weigh(const stage *s, int32_t index, int32_t *weights) {
  const int32_t old_count = s->old_count, new_count = s->new_count;
  const int32_t width = 2 * (old_count > new_count ? old_count : new_count);
  const int32_t centre = (2 * index + 1) * old_count;
  const int32_t before = centre - width - new_count;
  const int32_t first = before < 0 ? 0 : before / (2 * new_count) + 1;
  int32_t count = 0;
  uint32_t sum = 0;
  for (int32_t pixel = first; pixel < old_count; pixel++) {
    const int32_t distance = (2 * pixel + 1) * new_count - centre;
    const int32_t weight = width - (distance < 0 ? -distance : distance);
    if (weight <= 0) break;
    weights[2 + count] = weight;
    sum += (uint32_t)weight;
    count++;
  }
  weights[0] = first;
  weights[1] = count;
  for (int32_t tap = 0; tap < count; tap++) {
    weights[2 + tap] = quotient((uint32_t)weights[2 + tap], sum);
  }
}

/* A sum of weighted pixels as a pixel. */
static uint8_t rounded(int32_t sum) {
  const int32_t value = (sum + (1 << (FRACTION_BITS - 1))) >> FRACTION_BITS;
  return (uint8_t)(value > 255 ? 255 : value);
}

/* Puts the row in source into the window. */
static void take_row(stage *s) {
  const int32_t channels = s->channels;
  uint8_t *target = s->window + (s->taken % s->taps) * s->new_count * channels;
  for (int32_t column = 0; column < s->new_count; column++) {
    const int32_t *weights = s->columns + column * (s->taps + 2);
    const uint8_t *pixels = s->source + weights[0] * channels;
    for (int32_t channel = 0; channel < channels; channel++) {
      int32_t sum = 0;
      for (int32_t tap = 0; tap < weights[1]; tap++) {
        sum += weights[2 + tap] * pixels[tap * channels + channel];
      }
      *target++ = rounded(sum);
    }
  }
  s->taken++;
}

/* Makes a row of those in the window. */
static void mix_rows(const stage *s, uint8_t *target) {
  const int32_t length = s->new_count * s->channels;
  for (int32_t place = 0; place < length; place++) {
    int32_t sum = 0;
    for (int32_t tap = 0; tap < s->row[1]; tap++) {
      sum += s->row[2 + tap] * s->window[(s->row[0] + tap) % s->taps * length + place];
    }
    target[place] = rounded(sum);
  }
}

static uint8_t of_5_bits(uint32_t value) { return (uint8_t)(value << 3 | value >> 2); }
static uint8_t of_6_bits(uint32_t value) { return (uint8_t)(value << 2 | value >> 4); }

/* A row of the square in the middle of the frame, in the channels of the network. */
static void read_row(const reader *r, int32_t row, uint8_t *target) {
  const thimble_frame *frame = r->frame;
  const int32_t bytes = frame->format == THIMBLE_GREY8                                       ? 1
                        : frame->format == THIMBLE_RGB888 || frame->format == THIMBLE_BGR888 ? 3
                                                                                             : 2;
  const uint8_t *pixel =
      frame->pixels + (ptrdiff_t)(r->top + row) * frame->stride + (ptrdiff_t)r->left * bytes;
  for (int32_t column = 0; column < r->first.old_count; column++, pixel += bytes) {
    uint8_t red = pixel[0], green = pixel[0], blue = pixel[0];
    if (frame->format == THIMBLE_RGB888) {
      green = pixel[1];
      blue = pixel[2];
    } else if (frame->format == THIMBLE_BGR888) {
      green = pixel[1];
      red = pixel[2];
    } else if (frame->format != THIMBLE_GREY8) {
      const int high = frame->format == THIMBLE_RGB565_LE ? 1 : 0;
      const uint32_t word = (uint32_t)pixel[high] << 8 | pixel[1 - high];
      red = of_5_bits(word >> 11);
      green = of_6_bits(word >> 5 & 63u);
      blue = of_5_bits(word & 31u);
    }
    if (r->first.channels == 3) {
      *target++ = red;
      *target++ = green;
      *target++ = blue;
    } else {
      *target++ = (uint8_t)((299u * red + 587u * green + 114u * blue + 500u) / 1000u);
    }
  }
}

/* A row of the image of the data set. */
static void first_row(reader *r, int32_t row, uint8_t *target) {
  stage *s = &r->first;
  if (s->old_count == s->new_count) {
    read_row(r, row, target);
    return;
  }
  weigh(s, row, s->row);
  while (s->taken < s->row[0] + s->row[1]) {
    read_row(r, s->taken, s->source);
    take_row(s);
  }
  mix_rows(s, target);
}

/* A row of the image of the network. */
static void second_row(reader *r, int32_t row, uint8_t *target) {
  stage *s = &r->second;
  if (s->old_count == s->new_count) {
    first_row(r, row, target);
    return;
  }
  weigh(s, row, s->row);
  while (s->taken < s->row[0] + s->row[1]) {
    first_row(r, s->taken, s->source);
    take_row(s);
  }
  mix_rows(s, target);
}

/* Lays a stage out in scratch, of which it returns the rest. */
static uint8_t *begin(stage *s, int32_t old_count, int32_t new_count, int32_t channels,
                      uint8_t *scratch) {
  s->old_count = old_count;
  s->new_count = new_count;
  s->channels = channels;
  s->taps = (int32_t)THIMBLE_STAGE_TAPS(old_count, new_count);
  s->taken = 0;
  if (old_count == new_count) return scratch;
  s->columns = (int32_t *)(void *)scratch;
  s->row = s->columns + new_count * (s->taps + 2);
  s->window = (uint8_t *)(s->row + s->taps + 2);
  s->source = s->window + s->taps * new_count * channels;
  for (int32_t column = 0; column < new_count; column++) {
    weigh(s, column, s->columns + column * (s->taps + 2));
  }
  return scratch + THIMBLE_STAGE_BYTES(old_count, new_count, channels);
}

int thimble_read_frame(const thimble_frame *frame, const thimble_preprocessing *how, int8_t *input,
                       void *scratch, size_t scratch_bytes) {
  const int32_t edge = frame->width < frame->height ? frame->width : frame->height;
  const int32_t length = how->resolution * how->channels;
  if (edge < 1 || frame->width > THIMBLE_FRAME_LIMIT || frame->height > THIMBLE_FRAME_LIMIT) {
    return -1;
  }
  if (how->side < 1 || how->side > 1024 || how->resolution < 1 || how->resolution > 1024) return -1;
  if (how->channels != 1 && how->channels != 3) return -1;
  if (scratch_bytes < THIMBLE_FRAME_SCRATCH(frame->width, frame->height, how->side,
                                            how->resolution, how->channels)) {
    return -1;
  }
  reader r;
  r.frame = frame;
  r.top = (frame->height - edge) / 2;
  r.left = (frame->width - edge) / 2;
  uint8_t *rest = begin(&r.first, edge, how->side, how->channels, (uint8_t *)scratch);
  uint8_t *line = begin(&r.second, how->side, how->resolution, how->channels, rest);
  for (int32_t row = 0; row < how->resolution; row++) {
    second_row(&r, row, line);
    for (int32_t place = 0; place < length; place++) {
      *input++ = how->tables[(place % how->channels) * 256 + line[place]];
    }
  }
  return 0;
}
