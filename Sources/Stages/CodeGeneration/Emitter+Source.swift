import Graphs
import Planning

extension Emitter {
  /// The layers and their calls, `model.c`.
  var source: String {
    let (name, macro) = (prefix.text, prefix.macro)
    let layers = zip(calls, names).map { layer($0, named: $1) }
    let steps = calls.indices.map { step($0) }
    let packedHeader =
      calls.contains { $0.kernel.symbol.description.isPacked }
      ? "#include \"kernels/thimble_packed_kernels.h\"\n" : ""
    return """
      \(CText.banner)
      /* \(CText.comment(description.name)): the layers in the order of their execution. */
      #include "\(name).h"

      #include <string.h>

      #include "kernels/thimble_kernels.h"
      \(packedHeader)#include "\(name)_weights.h"

      #if THIMBLE_KERNELS_VERSION != \(KernelLibrary.version)
      #error "The kernels are those of another version of Thimble: emit all networks again."
      #endif

      /* Every value lives here at a planned address; values that are never needed at once overlap. */
      \(macro)_ALIGNED(\(plan.alignment)) static int8_t \(name)_arena[\(macro)_ARENA_BYTES];

      #ifdef \(macro)_PROFILE
      #define \(macro)_LAYER_DONE(layer) \(name)_layer_done(layer)
      #else
      #define \(macro)_LAYER_DONE(layer) ((void)0)
      #endif

      \(layers.joined(separator: "\n"))
      int8_t *\(name)_input(void) { return \(name)_arena + \(plan.addresses[0]); }

      const int8_t *\(name)_invoke(void) {
      \(steps.joined(separator: "\n"))
        return \(name)_arena + \(plan.addresses[graph.output]);
      }

      void \(name)_run(const int8_t *input, int8_t *output) {
        memcpy(\(name)_input(), input, \(macro)_INPUT_BYTES);
        memcpy(output, \(name)_invoke(), \(macro)_OUTPUT_BYTES);
      }

      """
  }

  private func layer(_ call: KernelCall, named name: String) -> String {
    """
    static const \(call.kernel.layerType) \(layerName(name)) = {
    \(members(call.kernel.fields, indent: "    "))
    };

    """
  }

  /// No array of constants and no function ends like this.
  private func layerName(_ name: String) -> String { "\(prefix.text)_\(name)_layer" }

  /// The values of members by their order, as C++ has known names only since 2020.
  private func members(_ fields: [KernelField], indent: String) -> String {
    fields.map { field in
      switch field.value {
      case .int(let value): "\(indent)\(CText.number(value)), /* \(field.name) */"
      case .none: "\(indent)NULL, /* \(field.name) */"
      case .constant(let value): "\(indent)\(name(of: value)), /* \(field.name) */"
      case .structure(let inner):
        """
        \(indent){ /* \(field.name) */
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
    func pointer(_ address: Int) -> String { "\(prefix.text)_arena + \(address)" }
    let arguments =
      ["&\(layerName(names[index]))"] + (call.inputs + [call.output]).map(pointer)
      + [call.scratch.map(pointer) ?? "NULL"]
    return """
        /* \(CText.comment(call.name)): \(node.op.mnemonic) of \(shapes) to \(node.value.shape)\(cost).
         * Arena: from \(inputs) to \(call.output)\(scratch). */
        \(call.kernel.function)(\(arguments.joined(separator: ", ")));
        \(prefix.macro)_LAYER_DONE(\(index));

      """
  }

  /// The declarations of the constants, `model_weights.h`.
  var weightsHeader: String {
    let macro = prefix.macro
    let declarations = constants.map {
      "extern const \($0.value.type) \($0.name)[\($0.value.numbers.count)];\n"
    }
    return """
      \(CText.banner)
      /* The constants of the layers: \(constants.reduce(0) { $0 + $1.value.byteCount }) bytes. */
      #ifndef \(macro)_WEIGHTS_H
      #define \(macro)_WEIGHTS_H

      #include <stdint.h>

      /* Kernels may load whole words. Spell the attribute for your compiler here. */
      #if defined(__GNUC__) || defined(__TINYC__)
      #define \(macro)_ALIGNED(bytes) __attribute__((aligned(bytes)))
      #elif defined(_MSC_VER)
      #define \(macro)_ALIGNED(bytes) __declspec(align(bytes))
      #elif defined(__cplusplus) && __cplusplus >= 201103L
      #define \(macro)_ALIGNED(bytes) alignas(bytes)
      #elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
      #define \(macro)_ALIGNED(bytes) _Alignas(bytes)
      #else
      #define \(macro)_ALIGNED(bytes)
      #endif

      #ifdef __cplusplus
      extern "C" {
      #endif

      \(declarations.joined())
      #ifdef __cplusplus
      }
      #endif

      #endif

      """
  }

  /// The constants, `model_weights.c`.
  var weightsSource: String {
    let (name, macro) = (prefix.text, prefix.macro)
    let tables = graph.inputValue.pixelTables(mean: description.mean, std: description.std)
      .map { "  {\n\(CText.lines($0.map { "\($0)" }, indent: "    "))\n  },\n" }
    let arrays = constants.map { constant in
      let numbers = constant.value.numbers
      return """
        \(macro)_ALIGNED(4) const \(constant.value.type) \(constant.name)[\(numbers.count)] = {
        \(CText.lines(numbers))
        };


        """
    }
    return """
      \(CText.banner)
      #include "\(name)_weights.h"

      #include "\(name).h"

      \(classDefinition)const int8_t \(name)_pixel_tables[\(tableCount)][256] = {
      \(tables.joined())};

      \(arrays.joined())
      """
  }
}
