/* Camera frames as a network reads them, made exactly as training makes its images: the square in the
 * middle, resampled to the side of the data set, then to the resolution of the network where that is
 * another one. C99, integers only, no allocation; call it or leave it to the linker.
 *
 * Resampling weights old pixels by a triangle as wide as a pixel of the coarser grid, cut and
 * normalised at the borders, in fixed point with 22 bits behind the point; every axis is rounded to 8
 * bits. Where edges are odd, the row or column more lies below or to the right of the square. */
#ifndef THIMBLE_IMAGE_H
#define THIMBLE_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a frame stores a pixel. */
typedef enum {
  THIMBLE_RGB888,    /* three bytes: red, green, blue */
  THIMBLE_BGR888,    /* three bytes: blue, green, red */
  THIMBLE_RGB565_LE, /* 16 bits, red highest; the lower byte first, as a uint16_t of most machines */
  THIMBLE_RGB565_BE, /* the same with the higher byte first, as most camera sensors send it */
  THIMBLE_GREY8      /* one byte */
} thimble_pixel_format;

/* A frame of at most THIMBLE_FRAME_LIMIT pixels in each direction. */
typedef struct {
  const uint8_t *pixels; /* the first byte of the top row */
  int32_t width, height;
  int32_t stride; /* bytes from a row to the next one */
  thimble_pixel_format format;
} thimble_frame;

#define THIMBLE_FRAME_LIMIT 16384

/* What a network reads. */
typedef struct {
  int32_t side;         /* of the images of the data set, 1 to 1024 */
  int32_t resolution;   /* of the network, 1 to 1024 */
  int32_t channels;     /* 3 for red, green and blue; 1 for luma (BT.601) */
  const int8_t *tables; /* [channels, 256]: the stored value of every pixel value */
} thimble_preprocessing;

/* Bytes of scratch for frames of this size, as a constant expression. */
#define THIMBLE_FRAME_SCRATCH(width, height, side, resolution, channels)                            \
  (THIMBLE_STAGE_BYTES((width) < (height) ? (width) : (height), side, channels)                     \
   + THIMBLE_STAGE_BYTES(side, resolution, channels) + (size_t)(resolution) * (size_t)(channels))

/* For one resampling: weights of the columns and of a row, a window of rows, and a row before it. */
#define THIMBLE_STAGE_TAPS(old_count, new_count) ((size_t)(2 * (old_count) / (new_count) + 2))
#define THIMBLE_STAGE_BYTES(old_count, new_count, channels)                                         \
  ((old_count) == (new_count)                                                                       \
       ? (size_t)0                                                                                  \
       : 4 * ((size_t)(new_count) + 1) * (THIMBLE_STAGE_TAPS(old_count, new_count) + 2)             \
             + ((THIMBLE_STAGE_TAPS(old_count, new_count) * (size_t)(new_count)                     \
                 + (size_t)(old_count))                                                             \
                    * (size_t)(channels)                                                            \
                + 3) / 4 * 4)

/* Writes the stored input values [resolution, resolution, channels] of a frame.
 *
 * scratch is aligned to 4 bytes. Returns 0, or -1 where a size is out of range or scratch has fewer
 * than THIMBLE_FRAME_SCRATCH bytes; nothing is written then. */
int thimble_read_frame(const thimble_frame *frame, const thimble_preprocessing *how, int8_t *input,
                       void *scratch, size_t scratch_bytes);

#ifdef __cplusplus
}
#endif

#endif
