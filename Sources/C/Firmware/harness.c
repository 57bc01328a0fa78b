/* Feeds images from a file of the host to the network and hands its outputs back (semihosting).
 *
 * Lies outside the memory of the device, so that it counts neither as flash nor as RAM. The
 * network runs on the stack of the device, which is painted before and read afterwards. So are the
 * bytes next to the RAM where the fence is coarser than its size. */
#include "harness.h"
#include "network.h"

extern uint32_t __stack_bottom[], __stack_top[];
extern uint8_t __below_ram[], __ram_start[], __ram_end[], __above_ram[];

enum { OPEN = 0x01, CLOSE = 0x02, WRITE0 = 0x04, WRITE = 0x05, READ = 0x06, LENGTH = 0x0C };
enum { EXIT_EXTENDED = 0x20, READ_BINARY = 1, WRITE_BINARY = 5 };

static uint32_t semihost(uint32_t operation, const void *argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

__attribute__((noreturn)) static void leave(uint32_t status) {
  uint32_t block[2] = {0x20026u, status}; /* ADP_Stopped_ApplicationExit */
  semihost(EXIT_EXTENDED, block);
  for (;;) {
  }
}

static uint32_t open(const char *name, uint32_t length, uint32_t mode) {
  uint32_t block[3] = {(uint32_t)(uintptr_t)name, mode, length};
  uint32_t file = semihost(OPEN, block);
  if (file == 0xFFFFFFFFu) leave(FILE_STATUS);
  return file;
}

static void transfer(uint32_t operation, uint32_t file, const void *bytes, uint32_t count) {
  uint32_t block[3] = {file, (uint32_t)(uintptr_t)bytes, count};
  if (semihost(operation, block) != 0) leave(FILE_STATUS); /* the bytes that were left over */
}

static void print_hex(const char *label, uint32_t value) {
  char digits[10];
  for (int i = 0; i < 8; i++) digits[i] = "0123456789abcdef"[value >> (28 - 4 * i) & 15u];
  digits[8] = ' ';
  digits[9] = 0;
  semihost(WRITE0, label);
  semihost(WRITE0, digits);
}

void report_fault(void) {
  uint32_t status = *(volatile uint32_t *)0xE000ED28u;
  print_hex("fault status ", status);
  if (status & 0x80u) print_hex("address ", *(volatile uint32_t *)0xE000ED34u);
  if (status & 0x8000u) print_hex("address ", *(volatile uint32_t *)0xE000ED38u);
  semihost(WRITE0, "\n");
  leave(FAULT_STATUS);
}

/* Calls `function` on the stack that ends at `top`. */
__attribute__((naked, noinline)) static void call_on_stack(void (*function)(void), uint32_t *top) {
  __asm__ volatile(
      "push {r4, lr}\n"
      "mov r4, sp\n"
      "mov sp, r1\n"
      "blx r0\n"
      "mov sp, r4\n"
      "pop {r4, pc}\n");
}

/* One word per layer; the timer of the board counts down at 25 MHz. */
enum { LARGEST_LAYER_COUNT = 4096 };
#define TIMER ((volatile uint32_t *)0x40000000u)
static uint32_t report[2 + LARGEST_LAYER_COUNT];
static uint32_t last;

void model_layer_done(int layer);
void model_layer_done(int layer) {
  uint32_t now = TIMER[1];
  if (layer < LARGEST_LAYER_COUNT) report[2 + layer] = last - now;
  last = TIMER[1];
}

static const int8_t *output;
static void invoke(void) { output = model_invoke(); }

#define PAINT 0xC5C5C5C5u

static void paint(uint8_t *byte, const uint8_t *end) {
  for (; byte < end; byte++) *byte = (uint8_t)PAINT;
}

static void check(const uint8_t *byte, const uint8_t *end) {
  for (; byte < end; byte++) {
    if (*byte == (uint8_t)PAINT) continue;
    print_hex("fault status ", 0);
    print_hex("address ", (uint32_t)(uintptr_t)byte);
    leave(FAULT_STATUS);
  }
}

void harness(void) {
  *(volatile uint32_t *)0xE000ED08u = 0; /* faults of the network come to us again */
  uint32_t images = open("images.bin", 10, READ_BINARY);
  uint32_t outputs = open("outputs.bin", 11, WRITE_BINARY);
  uint32_t count = semihost(LENGTH, &images) / MODEL_INPUT_BYTES;

  /* What two readings cost with nothing between them. */
  TIMER[0] = 0;
  TIMER[2] = 0xFFFFFFFFu;
  TIMER[1] = 0xFFFFFFFFu;
  TIMER[0] = 1;
  model_layer_done(0);
  model_layer_done(0);
  uint32_t overhead = report[2];
  report[2] = 0;

  paint(__below_ram, __ram_start);
  paint(__ram_end, __above_ram);
  for (uint32_t image = 0; image < count; image++) {
    transfer(READ, images, model_input(), MODEL_INPUT_BYTES);
    for (uint32_t *word = __stack_bottom; word < __stack_top; word++) *word = PAINT;
    last = TIMER[1];
    call_on_stack(invoke, __stack_top);
    uint32_t *touched = __stack_bottom;
    while (touched < __stack_top && *touched == PAINT) touched++;
    uint32_t used = (uint32_t)(__stack_top - touched) * 4u;
    if (used > report[0]) report[0] = used;
    check(__below_ram, __ram_start);
    check(__ram_end, __above_ram);
    transfer(WRITE, outputs, output, MODEL_OUTPUT_BYTES);
  }
  semihost(CLOSE, &outputs);

  report[1] = overhead;
  uint32_t file = open("report.bin", 10, WRITE_BINARY);
  transfer(WRITE, file, report, (2 + MODEL_LAYER_COUNT) * 4u);
  semihost(CLOSE, &file);
  leave(0);
}
