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
  static func example(of names: [CodeName]) -> String {
    // A single network needs no names to tell its values apart.
    func suffix(_ name: CodeName) -> String { names.count == 1 ? "" : "_\(name.text)" }
    let includes = names.map { "#include \"\($0.text).h\"\n" }
    let cameras = names.map { name in
      """
      static void read_camera\(suffix(name))(uint8_t *pixels) {
        for (size_t i = 0; i < \(name.macro)_INPUT_BYTES; i++) pixels[i] = (uint8_t)(i & 255u);
      }

      """
    }
    let pixels = names.map { name in
      "  static uint8_t pixels\(suffix(name))[\(name.macro)_INPUT_BYTES];\n"
    }
    let uses = names.map { name in
      let (text, suffix) = (name.text, suffix(name))
      return """
          read_camera\(suffix)(pixels\(suffix));
          \(text)_quantize_image(pixels\(suffix), \(text)_input());
          int label\(suffix) = \(text)_label(\(text)_invoke());
          const char *name\(suffix) = \(text)_classes[label\(suffix)];

        """
    }
    let results = names.map { "name\(suffix($0))[0] == 0" }.joined(separator: " || ")
    return """
      \(CText.banner)
      /* An example of a program around the network\(names.count == 1 ? "" : "s"); replace read_camera by your sensor. */
      \(includes.joined())
      \(cameras.joined(separator: "\n"))
      int main(void) {
      \(pixels.joined())\(uses.joined())  return \(results); /* do something with label and name here */
      }

      """
  }
}
