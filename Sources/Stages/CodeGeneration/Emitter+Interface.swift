import Graphs

/// The parts of `model.h` that depend on what goes in and what comes out.
extension Emitter {
  /// What the input is called.
  var inputNoun: String { description.colourOrder == nil ? "input" : "image" }

  /// What an 8-bit value of the input is called.
  var valueNoun: String { description.colourOrder == nil ? "value" : "pixel" }

  /// The variable of a program with the 8-bit values of the input.
  var inputVariable: String { description.colourOrder == nil ? "bytes" : "pixels" }

  /// The outputs in words.
  var outputSummary: String {
    let count = graph.outputValue.shape.count
    return switch description.task {
    case .classes: "\(count) classes"
    case .values: "\(count) values"
    }
  }

  /// The statement of a program that reads the result.
  var resultStatement: String {
    let name = prefix.text
    return switch description.task {
    case .classes: "int label = \(name)_label(\(name)_invoke());"
    case .values: "const int8_t *values = \(name)_invoke();"
    }
  }

  /// The order of the input's values, with its macro for pictures.
  var inputOrder: (comment: String, macro: String) {
    guard let order = description.colourOrder?.rawValue else {
      return ("The input: row after row, in each row place after place with all channels.", "")
    }
    return (
      "The image: rows from the top, pixels from the left, channels in the order \(order).",
      "#define \(prefix.macro)_COLOUR_ORDER \"\(order)\"\n"
    )
  }

  /// What a value of the output stands for.
  var outputComment: String {
    switch description.task {
    case .classes:
      "The output: one value per class; its real value is scale * (stored - zero point)."
    case .values: "The output: plain values; a real value is scale * (stored - zero point)."
    }
  }

  /// How many tables turn 8-bit values into stored ones, in C: one for each channel, or one for all.
  var tableCount: String {
    description.mean.count == graph.inputValue.shape.channels
      ? "\(prefix.macro)_INPUT_CHANNELS" : "\(description.mean.count)"
  }

  /// The table of the value `i`, in C.
  var tableIndex: String {
    description.mean.count == graph.inputValue.shape.channels
      ? "i % \(prefix.macro)_INPUT_CHANNELS" : "0"
  }

  /// What the tables are for.
  var tableComment: String {
    description.mean.count == graph.inputValue.shape.channels
      ? "per channel" : "the same for all channels"
  }

  /// The declaration of the names of the classes; nothing for plain values.
  var classDeclaration: String {
    let (name, macro) = (prefix.text, prefix.macro)
    return switch description.task {
    case .classes:
      """
      /* The names of the classes in the order of the outputs. */
      extern const char *const \(name)_classes[\(macro)_OUTPUT_BYTES];

      """
    case .values: ""
    }
  }

  /// The names of the classes; nothing for plain values.
  var classDefinition: String {
    switch description.task {
    case .classes(let classes):
      """
      const char *const \(prefix.text)_classes[\(prefix.macro)_OUTPUT_BYTES] = {
      \(CText.lines(classes.map(CText.literal)))
      };


      """
    case .values: ""
    }
  }

  /// The function that finds the class; nothing for plain values.
  var labelFunction: String {
    switch description.task {
    case .classes:
      """

      /* The class of the largest output, the first one where several are largest. */
      static inline int \(prefix.text)_label(const int8_t *output) {
        int label = 0;
        for (int i = 1; i < \(prefix.macro)_OUTPUT_BYTES; i++) {
          if (output[i] > output[label]) label = i;
        }
        return label;
      }

      """
    case .values: ""
    }
  }
}
