package import Files

/// The emitted C sources of a network as values, in the order in which a person reads them.
package struct Firmware: Equatable, Sendable {
  /// One file.
  package struct File: Equatable, Sendable {
    /// The path below the folder, for example `kernels/thimble_dense.c`.
    package var path: String
    /// The whole text.
    package var text: String
    /// How a file that is there already is met.
    package var role: ManagedFolder.File.Role

    package init(path: String, text: String, role: ManagedFolder.File.Role = .generated) {
      self.path = path
      self.text = text
      self.role = role
    }
  }

  /// What files, symbols and macros of the network begin with.
  package var name: CodeName
  /// The files of the network and of its kernels.
  package var files: [File]
  /// The source that compares the network with the reference, for projects.
  var check: String?

  package init(name: CodeName = .standard, files: [File]) {
    self.name = name
    self.files = files
  }

  /// The text of the file of this path, or nil.
  package subscript(path: String) -> String? {
    files.first { $0.path == path }?.text
  }

  /// `main.c`, an example of a program around networks.
  static func example(of names: [EmittedUse]) -> String {
    // A single network needs no names to tell its values apart.
    func suffix(_ name: EmittedUse) -> String { names.count == 1 ? "" : "_\(name.text)" }
    func reader(_ name: EmittedUse) -> String {
      "read_\(name.readsPictures ? "camera" : "sensor")\(suffix(name))"
    }
    let includes = names.map { "#include \"\($0.text).h\"\n" }
    let cameras = names.map { name in
      """
      static void \(reader(name))(uint8_t *pixels) {
        for (size_t i = 0; i < \(name.macro)_INPUT_BYTES; i++) pixels[i] = (uint8_t)(i & 255u);
      }

      """
    }
    let pixels = names.map { name in
      "  static uint8_t pixels\(suffix(name))[\(name.macro)_INPUT_BYTES];\n"
    }
    let uses = names.map { name in
      let (text, suffix) = (name.text, suffix(name))
      let result =
        name.hasLabels
        ? """
          int label\(suffix) = \(text)_label(\(text)_invoke());
          const char *name\(suffix) = \(text)_classes[label\(suffix)];
        """
        : "  const int8_t *values\(suffix) = \(text)_invoke();"
      return """
          \(reader(name))(pixels\(suffix));
          \(text)_quantize_image(pixels\(suffix), \(text)_input());
        \(result)

        """
    }
    let results = names.map { "\($0.hasLabels ? "name" : "values")\(suffix($0))[0] == 0" }
      .joined(separator: " || ")
    let readers = Set(names.map { $0.readsPictures ? "read_camera" : "read_sensor" }).sorted()
      .joined(separator: " and ")
    let found = Set(names.map { $0.hasLabels ? "label and name" : "values" }).sorted()
      .joined(separator: " and ")
    return """
      \(CText.banner)
      /* An example of a program around the network\(names.count == 1 ? "" : "s"); replace \(readers) by your sensor. */
      \(includes.joined())
      \(cameras.joined(separator: "\n"))
      int main(void) {
      \(pixels.joined())\(uses.joined())  return \(results); /* do something with \(found) here */
      }

      """
  }
}
