import Graphs
import Planning

extension Emitter {
  /// `model.h`.
  var header: String {
    let (input, output) = (graph.inputValue, graph.outputValue)
    let macs = calls.reduce(0) { $0 + self.macs($1) }
    let mean = description.mean.map { "\($0)" }.joined(separator: ", ")
    let std = description.std.map { "\($0)" }.joined(separator: ", ")
    return """
      \(CText.banner)
      /* \(CText.comment(description.name)): \(calls.count) layers, \(macs) multiply-adds, \(input.shape) image to \(output.shape.count) classes.
       *
       * How to use it, without a copy:
       *   model_quantize_image(pixels, model_input());
       *   int label = model_label(model_invoke());
       * The input lies in the arena and is overwritten by later layers: fill it before every call. */
      #ifndef MODEL_H
      #define MODEL_H

      #include <stddef.h>
      #include <stdint.h>

      #ifdef __cplusplus
      extern "C" {
      #endif

      /* The image: rows from the top, pixels from the left, channels in the order \(description.colourOrder.rawValue). */
      #define MODEL_INPUT_HEIGHT \(input.shape.height)
      #define MODEL_INPUT_WIDTH \(input.shape.width)
      #define MODEL_INPUT_CHANNELS \(input.shape.channels)
      #define MODEL_INPUT_BYTES \(input.shape.count)
      #define MODEL_COLOUR_ORDER "\(description.colourOrder.rawValue)"

      /* A pixel p of 0 to 255 is stored as round((p / 255 - mean) / std / scale) + zero point. */
      #define MODEL_INPUT_MEAN {\(mean)}
      #define MODEL_INPUT_STD {\(std)}
      #define MODEL_INPUT_SCALE \(input.scale)
      #define MODEL_INPUT_ZERO_POINT (\(input.zeroPoint))

      /* The output: one value per class; its real value is scale * (stored - zero point). */
      #define MODEL_OUTPUT_BYTES \(output.shape.count)
      #define MODEL_OUTPUT_SCALE \(output.scale)
      #define MODEL_OUTPUT_ZERO_POINT (\(output.zeroPoint))

      /* All memory that the network writes to, beside the stack. */
      #define MODEL_ARENA_BYTES \(plan.arenaBytes)
      #define MODEL_LAYER_COUNT \(calls.count)

      /* Where to put the stored image, MODEL_INPUT_BYTES, before a call of model_invoke. */
      int8_t *model_input(void);
      /* Runs the network and returns MODEL_OUTPUT_BYTES, valid until the input is filled again. */
      const int8_t *model_invoke(void);
      /* The same with copies of input and output. */
      void model_run(const int8_t *input, int8_t *output);

      /* The stored value of every pixel value, per channel. */
      extern const int8_t model_pixel_tables[MODEL_INPUT_CHANNELS][256];
      /* The names of the classes in the order of the outputs. */
      extern const char *const model_classes[MODEL_OUTPUT_BYTES];

      /* Turns an image of 8-bit pixels into stored values. */
      static inline void model_quantize_image(const uint8_t *pixels, int8_t *input) {
        for (size_t i = 0; i < MODEL_INPUT_BYTES; i++) {
          input[i] = model_pixel_tables[i % MODEL_INPUT_CHANNELS][pixels[i]];
        }
      }

      /* The class of the largest output, the first one where several are largest. */
      static inline int model_label(const int8_t *output) {
        int label = 0;
        for (int i = 1; i < MODEL_OUTPUT_BYTES; i++) {
          if (output[i] > output[label]) label = i;
        }
        return label;
      }

      #ifdef MODEL_PROFILE
      /* Yours to define: called after each layer, 0 to MODEL_LAYER_COUNT - 1, to read a clock. */
      void model_layer_done(int layer);
      #endif

      #ifdef __cplusplus
      }
      #endif

      #endif

      """
  }

  /// `main.c`.
  var example: String {
    """
    \(CText.banner)
    /* An example of a program around the network; replace read_camera by your sensor. */
    #include "model.h"

    static void read_camera(uint8_t *pixels) {
      for (size_t i = 0; i < MODEL_INPUT_BYTES; i++) pixels[i] = (uint8_t)(i & 255u);
    }

    int main(void) {
      static uint8_t pixels[MODEL_INPUT_BYTES];
      read_camera(pixels);
      model_quantize_image(pixels, model_input());
      int label = model_label(model_invoke());
      const char *name = model_classes[label];
      return name[0] == 0; /* do something with label and name here */
    }

    """
  }
}
