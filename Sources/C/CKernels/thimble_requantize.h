/* From accumulator to output, shared by the kernels.
 *
 * Callers pass a copy of their own of the requantization: that of the layer would be read again
 * after every store, since stored bytes may be any object. */
#ifndef THIMBLE_REQUANTIZE_H
#define THIMBLE_REQUANTIZE_H

#include "thimble_dsp.h"
#include "thimble_kernels.h"

/* Whether one multiplication of 32 by 32 bits does it: the usual case. */
static inline int32_t thimble_is_direct(const thimble_requantization *r)
{
  return r->exponents == NULL && r->shift == 0;
}

/* The stored output where that holds. */
static inline int8_t thimble_requantize_directly(
    const thimble_requantization *r, int32_t accumulator, int32_t multiplier)
{
  int32_t value = thimble_add_high_word(accumulator, multiplier, r->zero_point);
  value = value < r->minimum ? r->minimum : value;
  value = value > r->maximum ? r->maximum : value;
  return (int8_t)value;
}

/* The stored output of a channel in any form; see thimble_requantization. */
static inline int8_t thimble_requantize(
    const thimble_requantization *r, int32_t accumulator, int32_t channel)
{
  const int32_t index = channel * r->multiplier_step;
  const int32_t multiplier = r->multipliers[index];
  int64_t value;
  if (thimble_is_direct(r)) {
    return thimble_requantize_directly(r, accumulator, multiplier);
  }
  if (r->exponents == NULL) {
    value = (int64_t)accumulator * ((int64_t)1 << r->shift) * multiplier;
    value = (value + ((int64_t)1 << 31)) >> 32;
  } else {
    const int32_t shift = 31 - r->exponents[index];
    value = (int64_t)accumulator * multiplier;
    value = shift >= 0 ? value >> (shift < 63 ? shift : 63) : value * ((int64_t)1 << -shift);
  }
  value += r->zero_point;
  value = value < r->minimum ? r->minimum : value;
  value = value > r->maximum ? r->maximum : value;
  return (int8_t)value;
}

/* Stores one channel of `count` pixels that lie `step` bytes apart. */
static inline void thimble_requantize_pixels(
    const thimble_requantization *r, const int32_t *accumulators, int32_t count, int32_t channel,
    int8_t *y, int32_t step)
{
  if (thimble_is_direct(r)) {
    const int32_t multiplier = r->multipliers[channel * r->multiplier_step];
    for (int32_t i = 0; i < count; i++) {
      *y = thimble_requantize_directly(r, accumulators[i], multiplier);
      y += step;
    }
    return;
  }
  for (int32_t i = 0; i < count; i++) {
    *y = thimble_requantize(r, accumulators[i], channel);
    y += step;
  }
}

/* Stores `count` channels of one pixel from `channel` on. */
static inline void thimble_requantize_channels(
    const thimble_requantization *r, const int32_t *accumulators, int32_t count, int32_t channel,
    int8_t *y)
{
  if (thimble_is_direct(r)) {
    const int32_t *multiplier = r->multipliers + channel * r->multiplier_step;
    for (int32_t i = 0; i < count; i++) {
      y[i] = thimble_requantize_directly(r, accumulators[i], *multiplier);
      multiplier += r->multiplier_step;
    }
    return;
  }
  for (int32_t i = 0; i < count; i++) {
    y[i] = thimble_requantize(r, accumulators[i], channel + i);
  }
}

#endif
