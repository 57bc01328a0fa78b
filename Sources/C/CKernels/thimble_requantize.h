/* From accumulator to output, shared by the kernels. */
#ifndef THIMBLE_REQUANTIZE_H
#define THIMBLE_REQUANTIZE_H

#include "thimble_dsp.h"
#include "thimble_kernels.h"

/* The stored output of channel `channel`; see thimble_requantization. */
static inline int8_t thimble_requantize(
    const thimble_requantization *r, int32_t accumulator, int32_t channel)
{
  const int32_t index = channel * r->multiplier_step;
  const int32_t multiplier = r->multipliers[index];
  int64_t value;
  if (r->exponents == NULL && r->shift == 0) {
    /* The usual case, in 32 bits. */
    int32_t stored = thimble_rounded_high_word(accumulator, multiplier) + r->zero_point;
    stored = stored < r->minimum ? r->minimum : stored;
    return (int8_t)(stored > r->maximum ? r->maximum : stored);
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
  if (value < r->minimum) {
    value = r->minimum;
  }
  if (value > r->maximum) {
    value = r->maximum;
  }
  return (int8_t)value;
}

#endif
