/* Reading and writing packed values; see include/thimble_packed_kernels.h. */
#ifndef THIMBLE_PACKED_H
#define THIMBLE_PACKED_H

#include "thimble_dsp.h"
#include "thimble_packed_kernels.h"
#include "thimble_requantize.h"

/* The value of this index. */
static inline int32_t thimble_packed_value(const int8_t *x, int32_t index, int32_t bits)
{
  const int32_t bit = index * bits;
  /* To the top of the word, so that the way back repeats the sign. */
  const uint32_t top = (uint32_t)(uint8_t)x[bit >> 3] << (32 - bits - (bit & 7));
  return (int32_t)top >> (32 - bits);
}

/* The value of this index plus 2^(bits - 1). */
static inline uint32_t thimble_packed_code(const int8_t *x, int32_t index, int32_t bits)
{
  return (uint32_t)(thimble_packed_value(x, index, bits) + (1 << (bits - 1)));
}

/* Stores a value that `bits` hold; the other values of its byte stay. */
static inline void thimble_packed_store(int8_t *y, int32_t index, int32_t bits, int32_t value)
{
  const int32_t bit = index * bits;
  const int32_t shift = bit & 7;
  const uint32_t mask = ((1u << bits) - 1u) << shift;
  const uint32_t others = (uint8_t)y[bit >> 3] & ~mask;
  y[bit >> 3] = (int8_t)(uint8_t)(others | ((uint32_t)value << shift & mask));
}

/* Clears what `count` values leave of their last byte; before the values are stored. */
static inline void thimble_packed_clear_tail(int8_t *y, int32_t count, int32_t bits)
{
  const int32_t bit = count * bits;
  if ((bit & 7) != 0) {
    y[bit >> 3] = 0;
  }
}

/* The values of whole bytes as one byte each; returns how many those are. The width is a constant
 * wherever this is called. */
static inline int32_t thimble_unpack_bytes(
    const int8_t *bytes, int32_t count, int32_t bits, int8_t *values)
{
  const int32_t per_byte = 8 / bits;
  int32_t i = 0;
  for (; i + per_byte <= count; i += per_byte) {
    const uint32_t byte = (uint8_t)*bytes++;
    for (int32_t j = 0; j < per_byte; j++) {
      values[i + j] = (int8_t)((int32_t)(byte << (32 - bits * (j + 1))) >> (32 - bits));
    }
  }
  return i;
}

/* The values from `first` on as one byte each. */
static inline void thimble_unpack(
    const int8_t *x, int32_t first, int32_t count, int32_t bits, int8_t *values)
{
  const int32_t bit = first * bits;
  int32_t i = 0;
  if (bits == 4 && (bit & 7) == 0) {
    i = thimble_unpack_bytes(x + (bit >> 3), count, 4, values);
  } else if (bits == 2 && (bit & 7) == 0) {
    i = thimble_unpack_bytes(x + (bit >> 3), count, 2, values);
  }
  for (; i < count; i++) {
    values[i] = (int8_t)thimble_packed_value(x, first + i, bits);
  }
}

#endif
