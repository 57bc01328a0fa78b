/* The functions of <string.h> that compilers call by themselves; whole words where both sides allow. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static int aligned(const void *first, const void *second) {
  return (((uintptr_t)first | (uintptr_t)second) & 3u) == 0;
}

void *memcpy(void *restrict destination, const void *restrict source, size_t count) {
  unsigned char *to = destination;
  const unsigned char *from = source;
  if (aligned(to, from)) {
    uint32_t *words = (void *)to;
    const uint32_t *read = (const void *)from;
    for (; count >= 16; count -= 16, words += 4, read += 4) {
      uint32_t a = read[0], b = read[1], c = read[2], d = read[3];
      words[0] = a;
      words[1] = b;
      words[2] = c;
      words[3] = d;
    }
    for (; count >= 4; count -= 4) *words++ = *read++;
    to = (void *)words;
    from = (const void *)read;
  }
  while (count--) *to++ = *from++;
  return destination;
}

void *memmove(void *destination, const void *source, size_t count) {
  unsigned char *to = destination;
  const unsigned char *from = source;
  if ((uintptr_t)to <= (uintptr_t)from) return memcpy(destination, source, count);
  while (count--) to[count] = from[count];
  return destination;
}

void *memset(void *destination, int value, size_t count) {
  unsigned char *to = destination;
  uint32_t word = (unsigned char)value * 0x01010101u;
  for (; count > 0 && ((uintptr_t)to & 3u) != 0; count--) *to++ = (unsigned char)value;
  uint32_t *words = (void *)to;
  for (; count >= 4; count -= 4) *words++ = word;
  to = (void *)words;
  while (count--) *to++ = (unsigned char)value;
  return destination;
}

#if defined(__clang__)
/* The names of the Arm run-time ABI under which clang calls them. */
void __aeabi_memcpy(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memcpy4(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memcpy8(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memmove(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove4(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memset(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memset4(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memset8(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memclr(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr4(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr8(void *to, size_t count) { memset(to, 0, count); }

#if !defined(__ARM_ARCH_7EM__)
/* 64-bit arithmetic that Armv6-M has no instructions for. */
typedef union {
  uint64_t whole;
  struct {
    uint32_t low, high;
  } half;
} wide;

uint64_t __aeabi_lmul(uint64_t a, uint64_t b) {
  wide x = {a}, y = {b}, result;
  uint32_t x0 = x.half.low & 0xFFFFu, x1 = x.half.low >> 16;
  uint32_t y0 = y.half.low & 0xFFFFu, y1 = y.half.low >> 16;
  uint32_t low = x0 * y0, middle = x1 * y0 + (low >> 16), other = x0 * y1 + (middle & 0xFFFFu);
  result.half.low = other << 16 | (low & 0xFFFFu);
  result.half.high = x1 * y1 + (middle >> 16) + (other >> 16) + x.half.low * y.half.high +
                     x.half.high * y.half.low;
  return result.whole;
}

uint64_t __aeabi_llsl(uint64_t value, int count) {
  wide x = {value}, result;
  if (count >= 32) {
    result.half.high = x.half.low << (count - 32);
    result.half.low = 0;
  } else {
    result.half.high = count ? x.half.high << count | x.half.low >> (32 - count) : x.half.high;
    result.half.low = x.half.low << count;
  }
  return result.whole;
}

uint64_t __aeabi_llsr(uint64_t value, int count) {
  wide x = {value}, result;
  if (count >= 32) {
    result.half.low = x.half.high >> (count - 32);
    result.half.high = 0;
  } else {
    result.half.low = count ? x.half.low >> count | x.half.high << (32 - count) : x.half.low;
    result.half.high = x.half.high >> count;
  }
  return result.whole;
}

int64_t __aeabi_lasr(int64_t value, int count) {
  wide x = {(uint64_t)value}, result;
  int32_t high = (int32_t)x.half.high;
  if (count >= 32) {
    result.half.low = (uint32_t)(high >> (count - 32));
    result.half.high = (uint32_t)(high >> 31);
  } else {
    result.half.low = count ? x.half.low >> count | (uint32_t)high << (32 - count) : x.half.low;
    result.half.high = (uint32_t)(high >> count);
  }
  return (int64_t)result.whole;
}

uint32_t __aeabi_uidiv(uint32_t numerator, uint32_t denominator) {
  uint32_t quotient = 0, remainder = 0;
  for (int bit = 31; bit >= 0; bit--) {
    remainder = remainder << 1 | (numerator >> bit & 1u);
    if (remainder >= denominator) {
      remainder -= denominator;
      quotient |= 1u << bit;
    }
  }
  return quotient;
}

int32_t __aeabi_idiv(int32_t numerator, int32_t denominator) {
  uint32_t a = numerator < 0 ? 0u - (uint32_t)numerator : (uint32_t)numerator;
  uint32_t b = denominator < 0 ? 0u - (uint32_t)denominator : (uint32_t)denominator;
  uint32_t quotient = __aeabi_uidiv(a, b);
  return (int32_t)((numerator < 0) != (denominator < 0) ? 0u - quotient : quotient);
}
#endif
#endif
