/* The same exchange of files as the harness, on the host: images.bin in, outputs.bin out. */
#include <stdio.h>
#include <string.h>

#include "network.h"

int main(void) {
  FILE *images = fopen("images.bin", "rb");
  FILE *outputs = fopen("outputs.bin", "wb");
  if (images == NULL || outputs == NULL) return 98;
  while (fread(model_input(), 1, MODEL_INPUT_BYTES, images) == MODEL_INPUT_BYTES) {
    const int8_t *output = model_invoke();
    if (fwrite(output, 1, MODEL_OUTPUT_BYTES, outputs) != MODEL_OUTPUT_BYTES) return 98;
  }
  fclose(images);
  return fclose(outputs) == 0 ? 0 : 98;
}
