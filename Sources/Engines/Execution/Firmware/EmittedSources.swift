import Files
import Foundation

/// The C sources of a folder of emitted code, and the constants of its header.
struct EmittedSources {
  /// One source with the name of its object file, by which the linker script sorts.
  struct File: Equatable {
    var path: String
    var object: String
  }

  /// The objects of `model.c`; the linker script takes all that begin with `model`.
  static let modelObject = "model.o"
  static let profiledModelObject = "model_profiled.o"

  /// The functions that an application calls.
  static let entryPoints = ["model_input", "model_invoke"]

  let folder: URL
  let header: String
  /// Model, weights and kernels; without the example.
  let files: [File]

  init(folder: URL) throws {
    self.folder = folder
    for name in ["model.h", "model.c", "model_weights.c", "kernels"]
    where !FileManager.default.fileExists(atPath: folder.appending(path: name).path) {
      throw FirmwareError.missing(file: name, folder: folder.path)
    }
    header = String(
      decoding: try Data(readingFrom: folder.appending(path: "model.h")), as: UTF8.self)
    let sources = try FileManager.default.names(in: folder.appending(path: "kernels"))
      .filter { $0.hasSuffix(".c") || $0.hasSuffix(".S") }
    files =
      [
        File(path: "model.c", object: Self.modelObject),
        File(path: "model_weights.c", object: "weights.o"),
      ]
      + sources.map {
        File(path: "kernels/\($0)", object: "kernel_\($0.prefix { $0 != "." }).o")
      }
  }

  /// The number that `#define name number` gives.
  func constant(_ name: String) throws -> Int {
    for line in header.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 3, words[0] == "#define", words[1] == name, let value = Int(words[2]) {
        return value
      }
    }
    throw FirmwareError.missing(file: "\(name) in model.h", folder: folder.path)
  }
}
