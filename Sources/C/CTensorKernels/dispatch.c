#include "CTensorKernels.h"

extern const tensor_kernels tensor_plain_table;
#if defined(__x86_64__)
extern const tensor_kernels tensor_avx2_table, tensor_avx512_table;
extern const tensor_kernels tensor_avx512_bfloat16_table;
#endif

const tensor_kernels *tensor_kernels_of(int instruction_set) {
  if (instruction_set == 0) return &tensor_plain_table;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (instruction_set == 1 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return &tensor_avx2_table;
  }
  const int has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
  if (instruction_set == 2 && has_avx512) return &tensor_avx512_table;
  if (instruction_set == 3 && has_avx512 && __builtin_cpu_supports("avx512bf16")) {
    return &tensor_avx512_bfloat16_table;
  }
#endif
  return NULL;
}

size_t tensor_depthwise_scratch(const tensor_window *l, int block) {
  const size_t forward = ((size_t)(l->output_height - 1) * l->stride_height + l->kernel_height) *
                         ((size_t)(l->output_width - 1) * l->stride_width + l->kernel_width);
  const size_t backward = ((size_t)l->output_height + 2 * l->kernel_height) *
                          ((size_t)l->output_width + 2 * l->kernel_width);
  return (forward > backward ? forward : backward) * block;
}
