#include "CVectorKernels.h"

extern const vector_kernels vector_plain_table, vector_plain_bytes_table;
#if defined(__x86_64__)
extern const vector_kernels vector_avx2_table, vector_avxvnni_table, vector_avx512vnni_table;
#endif

const vector_kernels *vector_kernels_of(int instruction_set) {
  if (instruction_set == 0) return &vector_plain_table;
  if (instruction_set == 1) return &vector_plain_bytes_table;
#if defined(__x86_64__)
  __builtin_cpu_init();
  const int has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (instruction_set == 2 && has_avx2) return &vector_avx2_table;
  if (instruction_set == 3 && has_avx2 && __builtin_cpu_supports("avxvnni")) {
    return &vector_avxvnni_table;
  }
  if (instruction_set == 4 && __builtin_cpu_supports("avx512f") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni")) {
    return &vector_avx512vnni_table;
  }
#endif
  return NULL;
}
