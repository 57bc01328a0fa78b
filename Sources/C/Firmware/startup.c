/* Start of an image that is verified in an emulator: vectors, fence, memory, faults. */
#include "board.h"

extern uint32_t __harness_stack_top[], __harness_bss_start[], __harness_bss_end[];
extern uint32_t __data_start[], __data_end[], __data_load[], __bss_start[], __bss_end[];

void reset(void);
static void fault(void);

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    __harness_stack_top, (const void *)reset, (const void *)fault, (const void *)fault,
    (const void *)fault, (const void *)fault, (const void *)fault, 0, 0, 0, 0,
    (const void *)fault, (const void *)fault, 0, (const void *)fault, (const void *)fault};

/* The stack in use may be what faulted, so the handler takes a fresh one. */
__attribute__((naked)) static void fault(void) {
  __asm__ volatile(
      "ldr r0, =__harness_stack_top\n"
      "mov sp, r0\n"
      "ldr r0, =report_fault\n"
      "bx r0\n"
      ".ltorg\n");
}

/* The fence is the MPU of Armv7-M: no default map, so whatever lies in no region faults. */
#define MPU_CONTROL (*(volatile uint32_t *)0xE000ED94u)
#define MPU_NUMBER (*(volatile uint32_t *)0xE000ED98u)
#define MPU_BASE (*(volatile uint32_t *)0xE000ED9Cu)
#define MPU_SIZE (*(volatile uint32_t *)0xE000EDA0u)

enum { READ_ONLY = 6, READ_WRITE = 3, EXECUTE = 0, NO_EXECUTE = 1 };

/* A region is a power of two at a multiple of itself: largest parts first keeps that. */
static uint32_t fence(uint32_t number, uint32_t base, uint32_t bytes, uint32_t access, uint32_t xn) {
  for (uint32_t log2 = 31; log2 >= 5; log2--) {
    if (bytes >> log2 & 1u) {
      MPU_NUMBER = number++;
      MPU_BASE = base;
      MPU_SIZE = xn << 28 | access << 24 | 3u << 16 | (log2 - 1u) << 1 | 1u;
      base += 1u << log2;
    }
  }
  return number;
}

void reset(void) {
#if defined(__ARM_FP) && __ARM_FP
  *(volatile uint32_t *)0xE000ED88u |= 0xFu << 20; /* access to the FPU */
  __asm__ volatile("dsb\n isb");
#endif
  uint32_t *source = __data_load;
  for (uint32_t *word = __data_start; word < __data_end; word++) *word = *source++;
  for (uint32_t *word = __bss_start; word < __bss_end; word++) *word = 0;
  for (uint32_t *word = __harness_bss_start; word < __harness_bss_end; word++) *word = 0;

  uint32_t next = fence(0, FLASH_ORIGIN, FLASH_BYTES, READ_ONLY, EXECUTE);
  next = fence(next, RAM_ORIGIN, RAM_BYTES, READ_WRITE, NO_EXECUTE);
  next = fence(next, HARNESS_ORIGIN, HARNESS_BYTES, READ_WRITE, EXECUTE);
  fence(next, TIMER_ORIGIN, 4096, READ_WRITE, NO_EXECUTE);
  MPU_CONTROL = 1;
  __asm__ volatile("dsb\n isb");
  harness();
}
