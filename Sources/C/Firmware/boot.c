/* Start of the emulated proof: the fence around the memories that stand for the device's, then the
 * start-up of the image itself, whose main is the harness. */
#include "harness.h"

extern uint32_t __harness_stack_top[], __harness_bss_start[], __harness_bss_end[], __stack_top[];
extern const uint32_t __fence_start[], __fence_end[];

void reset(void);
static void boot(void);
static void fault(void);

__attribute__((section(".boot_vectors"), used)) static const void *const vectors[16] = {
    __harness_stack_top, (const void *)boot, (const void *)fault, (const void *)fault,
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
#define MPU_BASE (*(volatile uint32_t *)0xE000ED9Cu)
#define MPU_SIZE (*(volatile uint32_t *)0xE000EDA0u)

static void boot(void) {
  for (uint32_t *word = __harness_bss_start; word < __harness_bss_end; word++) *word = 0;
  for (const uint32_t *region = __fence_start; region < __fence_end; region += 2) {
    MPU_BASE = region[0]; /* with the number of the region */
    MPU_SIZE = region[1];
  }
  MPU_CONTROL = 1;
  __asm__ volatile("dsb\n isb\n mov sp, %0\n bx %1" : : "r"(__stack_top), "r"(reset) : "memory");
}

/* The start-up calls it on the stack of the image, which the network has for itself. */
__attribute__((naked)) int main(void) {
  __asm__ volatile(
      "ldr r0, =__harness_stack_top\n"
      "mov sp, r0\n"
      "ldr r0, =harness\n"
      "bx r0\n"
      ".ltorg\n");
}
