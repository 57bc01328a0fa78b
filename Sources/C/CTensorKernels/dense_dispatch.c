#include "tensor_dense.h"
#include "CTensorKernels.h"

extern const tensor_dense_kernels tensor_dense_plain_table;
#if defined(__x86_64__)
extern const tensor_dense_kernels tensor_dense_avx2_table, tensor_dense_avx512_table;
#endif

const tensor_dense_kernels *tensor_dense_kernels_of(int instruction_set) {
  if (!tensor_kernels_of(instruction_set)) return NULL;
  switch (instruction_set) {
    case 0: return &tensor_dense_plain_table;
#if defined(__x86_64__)
    case 1: return &tensor_dense_avx2_table;
    case 2: return &tensor_dense_avx512_table;
#endif
    default: return NULL;
  }
}
