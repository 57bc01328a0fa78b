#pragma once
#if !__has_include(<oneapi/dnnl/dnnl.h>)
#error "oneDNN is missing: install it with 'apt-get install libdnnl-dev', or build with --disable-default-traits"
#endif
#include <oneapi/dnnl/dnnl.h>

/* Of OpenMP only these two are needed; libgomp comes with the compiler, its header does not. */
extern void omp_set_num_threads(int);
extern int omp_get_max_threads(void);
