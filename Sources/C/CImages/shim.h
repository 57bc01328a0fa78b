#pragma once
#if !__has_include(<turbojpeg.h>)
#error "TurboJPEG is missing: install it with 'apt-get install libturbojpeg0-dev', or build without the trait Images: --traits OneDNN"
#endif
#if !__has_include(<spng.h>)
#error "libspng is missing: install it with 'apt-get install libspng-dev', or build without the trait Images: --traits OneDNN"
#endif
#include <turbojpeg.h>
#include <spng.h>
