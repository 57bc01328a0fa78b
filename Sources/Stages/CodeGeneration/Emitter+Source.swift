import Graphs
import Planning

extension Emitter {
  /// `model.c`.
  var source: String {
    let layers = zip(calls, names).map { layer($0, named: $1) }
    let steps = calls.indices.map { step($0) }
    let packedHeader =
      calls.contains { $0.kernel.symbol.isPacked }
      ? "#include \"kernels/thimble_packed_kernels.h\"\n" : ""
    return """
      \(CText.banner)
      /* \(CText.comment(description.name)): the layers in the order of their execution. */
      #include "model.h"

      #include <string.h>

      #include "kernels/thimble_kernels.h"
      \(packedHeader)#include "model_weights.h"

      /* Every value lives here at a planned address; values that are never needed at once overlap. */
      static int8_t arena[MODEL_ARENA_BYTES] MODEL_ALIGNED(\(plan.alignment));

      #ifdef MODEL_PROFILE
      #define LAYER_DONE(layer) model_layer_done(layer)
      #else
      #define LAYER_DONE(layer) ((void)0)
      #endif

      \(layers.joined(separator: "\n"))
      int8_t *model_input(void) { return arena + \(plan.addresses[0]); }

      const int8_t *model_invoke(void) {
      \(steps.joined(separator: "\n"))
        return arena + \(plan.addresses[graph.output]);
      }

      void model_run(const int8_t *input, int8_t *output) {
        memcpy(model_input(), input, MODEL_INPUT_BYTES);
        memcpy(output, model_invoke(), MODEL_OUTPUT_BYTES);
      }

      """
  }

  private func layer(_ call: KernelCall, named name: String) -> String {
    """
    static const \(call.kernel.layerType) layer_\(name) = {
    \(members(call.kernel.fields, indent: "    "))
    };

    """
  }

  private func members(_ fields: [KernelField], indent: String) -> String {
    fields.map { field in
      switch field.value {
      case .int(let value): "\(indent).\(field.name) = \(CText.number(value)),"
      case .none: "\(indent).\(field.name) = NULL,"
      case .constant(let value): "\(indent).\(field.name) = \(name(of: value)),"
      case .structure(let inner):
        """
        \(indent).\(field.name) = {
        \(members(inner, indent: indent + "    "))
        \(indent)},
        """
      }
    }.joined(separator: "\n")
  }

  private func name(of value: KernelConstant) -> String {
    guard let constant = constants.first(where: { $0.value == value }) else {
      fatalError("A constant was not collected.")
    }
    return constant.name
  }

  /// The comment and the call of one layer.
  private func step(_ index: Int) -> String {
    let call = calls[index]
    let node = graph.nodes[call.node]
    let shapes = node.inputs.map { "\(graph.nodes[$0].value.shape)" }.joined(separator: ", ")
    let macs = self.macs(call)
    let cost = macs > 0 ? ", \(macs) multiply-adds" : ""
    let inputs = call.inputs.map { "\($0)" }.joined(separator: ", ")
    let scratch =
      call.scratch.map { "; scratch at \($0), \(call.kernel.scratchBytes) bytes" } ?? ""
    let pointers = (call.inputs + [call.output]).map { "arena + \($0)" }
    let arguments =
      ["&layer_\(names[index])"] + pointers + [call.scratch.map { "arena + \($0)" } ?? "NULL"]
    return """
        /* \(CText.comment(call.name)): \(node.op.mnemonic) of \(shapes) to \(node.value.shape)\(cost).
         * Arena: from \(inputs) to \(call.output)\(scratch). */
        \(call.kernel.function)(\(arguments.joined(separator: ", ")));
        LAYER_DONE(\(index));

      """
  }

  /// `model_weights.h`.
  var weightsHeader: String {
    let declarations = constants.map {
      "extern const \($0.value.type) \($0.name)[\($0.value.numbers.count)];\n"
    }
    return """
      \(CText.banner)
      /* The constants of the layers: \(constants.reduce(0) { $0 + $1.value.byteCount }) bytes. */
      #ifndef MODEL_WEIGHTS_H
      #define MODEL_WEIGHTS_H

      #include <stdint.h>

      /* Kernels may load whole words. Spell the attribute for your compiler here. */
      #if defined(__GNUC__)
      #define MODEL_ALIGNED(bytes) __attribute__((aligned(bytes)))
      #else
      #define MODEL_ALIGNED(bytes)
      #endif

      \(declarations.joined())
      #endif

      """
  }

  /// `model_weights.c`.
  var weightsSource: String {
    let tables = graph.inputValue.pixelTables(mean: description.mean, std: description.std)
      .map { "  {\n\(CText.lines($0.map { "\($0)" }, indent: "    "))\n  },\n" }
    let arrays = constants.map { constant in
      let numbers = constant.value.numbers
      return """
        const \(constant.value.type) \(constant.name)[\(numbers.count)] MODEL_ALIGNED(4) = {
        \(CText.lines(numbers))
        };


        """
    }
    return """
      \(CText.banner)
      #include "model_weights.h"

      #include "model.h"

      const char *const model_classes[MODEL_OUTPUT_BYTES] = {
      \(CText.lines(description.classes.map(CText.literal)))
      };

      const int8_t model_pixel_tables[MODEL_INPUT_CHANNELS][256] = {
      \(tables.joined())};

      \(arrays.joined())
      """
  }
}
