/* Start of an image on a Cortex-M: vectors, first values of variables, main.
 *
 * The linker script gives the addresses. */
#include <stdint.h>

extern uint32_t __stack_top[], __data_start[], __data_end[], __data_load[], __bss_start[], __bss_end[];

int main(void);
void reset(void);

/* Of a fault, and of an interrupt that nobody expects. */
static void stop(void) {
  for (;;) {
  }
}

/* The vectors of the core and room for those of 120 interrupts. */
__attribute__((section(".vectors"), used)) static const void *const vectors[16 + 120] = {
    __stack_top, (const void *)reset, (const void *)stop, (const void *)stop,
    (const void *)stop, (const void *)stop, (const void *)stop, 0, 0, 0, 0,
    (const void *)stop, (const void *)stop, 0, (const void *)stop, (const void *)stop};

void reset(void) {
  /* A boot loader's vectors may still be in use. A table of this size begins at whole KiB; a
   * Cortex-M0 has it at address 0 and ignores this. */
  uint32_t table = (uint32_t)(uintptr_t)vectors;
  if ((table & 1023u) == 0) *(volatile uint32_t *)0xE000ED08u = table;
#if defined(__ARM_FP) && __ARM_FP
  *(volatile uint32_t *)0xE000ED88u |= 0xFu << 20; /* access to the FPU */
  __asm__ volatile("dsb\n isb");
#endif
  const uint32_t *source = __data_load;
  for (uint32_t *word = __data_start; word < __data_end; word++) *word = *source++;
  for (uint32_t *word = __bss_start; word < __bss_end; word++) *word = 0;
  main();
  stop();
}
