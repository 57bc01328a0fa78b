/* Instructions of the Arm DSP extension as functions, with the same results everywhere. */
#ifndef THIMBLE_DSP_H
#define THIMBLE_DSP_H

#include <stdint.h>

/* Kernels take paths that pay off only where these are single instructions. The second name
 * takes them on other machines too, to test them. */
#if (defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP) || defined(THIMBLE_EMULATE_DSP)
#define THIMBLE_HAS_DSP 1
#else
#define THIMBLE_HAS_DSP 0
#endif

/* Kernels go over many channels at a time where a compiler makes vectors of them. */
#if defined(__SSE2__) || defined(__ARM_NEON)
#define THIMBLE_HAS_VECTORS 1
#else
#define THIMBLE_HAS_VECTORS 0
#endif

#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP
#include <arm_acle.h>

/* c + lower(a) * lower(b) + upper(a) * upper(b), with signed halfwords, modulo 2^32. */
static inline uint32_t thimble_smlad(uint32_t a, uint32_t b, uint32_t c)
{
  return (uint32_t)__smlad((int16x2_t)a, (int16x2_t)b, (int32_t)c);
}

/* sum = smlad(a, b, sum) in the register of the sum and in the order of the source. */
#define THIMBLE_ADD_PRODUCTS(sum, a, b) \
  __asm__ volatile("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b))

/* Bytes 0 and 2, sign extended to the halfwords. */
static inline uint32_t thimble_even_bytes(uint32_t x)
{
  return (uint32_t)__sxtb16((int8x4_t)x);
}

/* Bytes 1 and 3, sign extended to the halfwords. */
static inline uint32_t thimble_odd_bytes(uint32_t x)
{
  return (uint32_t)__sxtb16((int8x4_t)((x >> 8) | (x << 24)));
}

/* Bytes 0 and 2 without a sign. */
static inline uint32_t thimble_even_codes(uint32_t x)
{
  return (uint32_t)__uxtb16((uint8x4_t)x);
}

/* Bytes 1 and 3 without a sign. */
static inline uint32_t thimble_odd_codes(uint32_t x)
{
  return (uint32_t)__uxtb16((uint8x4_t)((x >> 8) | (x << 24)));
}

/* c + lower(a) * lower(b). */
static inline int32_t thimble_lower_product(uint32_t a, uint32_t b, int32_t c)
{
  return __smlabb((int32_t)a, (int32_t)b, c);
}

/* c + upper(a) * upper(b). */
static inline int32_t thimble_upper_product(uint32_t a, uint32_t b, int32_t c)
{
  return __smlatt((int32_t)a, (int32_t)b, c);
}

/* c + ((a * b + 2^31) >> 32). */
static inline int32_t thimble_add_high_word(int32_t a, int32_t b, int32_t c)
{
  int32_t result;
  __asm__("smmlar %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(c));
  return result;
}

#else

static inline int32_t thimble_lower(uint32_t x)
{
  return (int16_t)(uint16_t)x;
}

static inline int32_t thimble_upper(uint32_t x)
{
  return (int16_t)(uint16_t)(x >> 16);
}

static inline uint32_t thimble_smlad(uint32_t a, uint32_t b, uint32_t c)
{
  return c + (uint32_t)(thimble_lower(a) * thimble_lower(b)) +
         (uint32_t)(thimble_upper(a) * thimble_upper(b));
}

#define THIMBLE_ADD_PRODUCTS(sum, a, b) ((sum) = thimble_smlad((a), (b), (sum)))

static inline uint32_t thimble_even_bytes(uint32_t x)
{
  const uint32_t lower = (uint32_t)(int32_t)(int8_t)(uint8_t)x & 0xffffu;
  const uint32_t upper = (uint32_t)(int32_t)(int8_t)(uint8_t)(x >> 16) << 16;
  return upper | lower;
}

static inline uint32_t thimble_odd_bytes(uint32_t x)
{
  return thimble_even_bytes(x >> 8);
}

static inline uint32_t thimble_even_codes(uint32_t x)
{
  return x & 0x00ff00ffu;
}

static inline uint32_t thimble_odd_codes(uint32_t x)
{
  return x >> 8 & 0x00ff00ffu;
}

static inline int32_t thimble_lower_product(uint32_t a, uint32_t b, int32_t c)
{
  return c + thimble_lower(a) * thimble_lower(b);
}

static inline int32_t thimble_upper_product(uint32_t a, uint32_t b, int32_t c)
{
  return c + thimble_upper(a) * thimble_upper(b);
}

static inline int32_t thimble_add_high_word(int32_t a, int32_t b, int32_t c)
{
  return c + (int32_t)(((int64_t)a * b + ((int64_t)1 << 31)) >> 32);
}

#endif

/* For a loop that needs all registers: a function of its own, and a value that compilers may not
 * trace back to what it was computed from, since that would have to stay in a register, too. */
#if defined(__GNUC__)
#define THIMBLE_NOINLINE __attribute__((noinline))
#define THIMBLE_FORGET_ORIGIN(value) __asm__("" : "+r"(value))
#else
#define THIMBLE_NOINLINE
#define THIMBLE_FORGET_ORIGIN(value) ((void)0)
#endif

/* Four bytes at any address as a word, the first one at its little end. */
static inline uint32_t thimble_load(const int8_t *bytes)
{
#if defined(__GNUC__) && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  /* One instruction; the built-in function needs no string.h, which a bare target lacks. */
  uint32_t word;
  __builtin_memcpy(&word, bytes, sizeof word);
  return word;
#else
  return (uint32_t)(uint8_t)bytes[0] | (uint32_t)(uint8_t)bytes[1] << 8 |
         (uint32_t)(uint8_t)bytes[2] << 16 | (uint32_t)(uint8_t)bytes[3] << 24;
#endif
}

#endif
