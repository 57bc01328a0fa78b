/* What the parts of the harness know of each other. */
#ifndef HARNESS_H
#define HARNESS_H

#include <stddef.h>
#include <stdint.h>

/* Reads images.bin, runs the network on each, writes outputs.bin and report.bin, exits. */
void harness(void) __attribute__((noreturn, used));
/* Says on the host's standard error which access broke the fence, and exits with FAULT_STATUS. */
void report_fault(void) __attribute__((noreturn, used));

enum { FAULT_STATUS = 99, FILE_STATUS = 98 };

#endif
