import Graphs
import Planning

extension Emitter {
  /// What a program includes, `model.h`.
  var header: String {
    let (name, macro) = (prefix.text, prefix.macro)
    let (input, output) = (graph.inputValue, graph.outputValue)
    let macs = calls.reduce(0) { $0 + self.macs($1) }
    let mean = description.mean.map { "\($0)" }.joined(separator: ", ")
    let std = description.std.map { "\($0)" }.joined(separator: ", ")
    return """
      \(CText.banner)
      /* \(CText.comment(description.name)): \(calls.count) layers, \(macs) multiply-adds, \(input.shape) \(inputNoun) to \(outputSummary).
       *
       * How to use it, without a copy:
       *   \(name)_quantize_image(\(inputVariable), \(name)_input());
       *   \(resultStatement)
       * The input lies in the arena and is overwritten by later layers: fill it before every call. */
      #ifndef \(macro)_H
      #define \(macro)_H

      #include <stddef.h>
      #include <stdint.h>

      #ifdef __cplusplus
      extern "C" {
      #endif

      /* \(inputOrder.comment) */
      #define \(macro)_INPUT_HEIGHT \(input.shape.height)
      #define \(macro)_INPUT_WIDTH \(input.shape.width)
      #define \(macro)_INPUT_CHANNELS \(input.shape.channels)
      #define \(macro)_INPUT_BYTES \(input.shape.count)
      \(inputOrder.macro)
      /* A \(valueNoun) p of 0 to 255 is stored as round((p / 255 - mean) / std / scale) + zero point,
       * clamped to -128 ... 127. */
      #define \(macro)_INPUT_MEAN {\(mean)}
      #define \(macro)_INPUT_STD {\(std)}
      #define \(macro)_INPUT_SCALE \(input.scale)
      #define \(macro)_INPUT_ZERO_POINT (\(input.zeroPoint))

      /* \(outputComment) */
      #define \(macro)_OUTPUT_BYTES \(output.shape.count)
      #define \(macro)_OUTPUT_SCALE \(output.scale)
      #define \(macro)_OUTPUT_ZERO_POINT (\(output.zeroPoint))

      /* All memory that the network writes to, beside the stack. */
      #define \(macro)_ARENA_BYTES \(plan.arenaBytes)
      #define \(macro)_LAYER_COUNT \(calls.count)

      /* Where to put the stored \(inputNoun), \(macro)_INPUT_BYTES, before a call of \(name)_invoke. */
      int8_t *\(name)_input(void);
      /* Runs the network and returns \(macro)_OUTPUT_BYTES, valid until the input is filled again. */
      const int8_t *\(name)_invoke(void);
      /* The same with copies of input and output. */
      void \(name)_run(const int8_t *input, int8_t *output);

      /* The stored value of every \(valueNoun)\(valueNoun == "pixel" ? " value" : " of 8 bits"), \(tableComment). */
      extern const int8_t \(name)_pixel_tables[\(tableCount)][256];
      \(classDeclaration)
      /* Turns an \(inputNoun) of 8-bit \(valueNoun)s into stored values. */
      static inline void \(name)_quantize_image(const uint8_t *pixels, int8_t *input) {
        for (size_t i = 0; i < \(macro)_INPUT_BYTES; i++) {
          input[i] = \(name)_pixel_tables[\(tableIndex)][pixels[i]];
        }
      }
      \(labelFunction)
      #ifdef \(macro)_PROFILE
      /* Yours to define: called after each layer, 0 to \(macro)_LAYER_COUNT - 1, to read a clock. */
      void \(name)_layer_done(int layer);
      #endif

      #ifdef __cplusplus
      }
      #endif

      #endif

      """
  }
}
