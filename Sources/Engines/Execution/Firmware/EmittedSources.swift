import Files
import Foundation

/// The C sources of a network in a folder of emitted code, and the constants of its header.
struct EmittedSources {
  /// One source with the name of its object file, by which the linker script sorts.
  struct File: Equatable {
    var path: String
    var object: String
  }

  /// The objects of the network's calls; the linker script takes all that begin with `model`.
  static let modelObject = "model.o"
  static let profiledModelObject = "model_profiled.o"

  /// The functions that an application calls.
  var entryPoints: [String] { ["input", "invoke"].map { "\(name)_\($0)" } }

  let folder: URL
  /// What files, symbols and macros of the network begin with.
  let name: String
  let header: String
  /// Model, weights and kernels; without the example.
  let files: [File]

  /// - Throws: `FirmwareError` where the folder holds no network, or several.
  init(folder: URL) throws {
    self.folder = folder
    let manifest = try ManagedFolder(folder).readManifest()
    let networks = manifest?.parts.keys.sorted() ?? ["model"]
    guard networks.count == 1 else {
      throw FirmwareError.networks(folder: folder.path, found: networks)
    }
    let name = networks[0]
    self.name = name
    for file in ["\(name).h", "\(name).c", "\(name)_weights.c", "kernels"]
    where !FileManager.default.fileExists(atPath: folder.appending(path: file).path) {
      throw FirmwareError.missing(file: file, folder: folder.path)
    }
    header = String(
      decoding: try Data(readingFrom: folder.appending(path: "\(name).h")), as: UTF8.self)
    // What else lies there is the user's.
    let sources = try FileManager.default.names(in: folder.appending(path: "kernels"))
      .filter { $0.hasSuffix(".c") || $0.hasSuffix(".S") }
      .filter { manifest?.files["kernels/\($0)"] != nil || manifest == nil }
    files =
      [
        File(path: "\(name).c", object: Self.modelObject),
        File(path: "\(name)_weights.c", object: "weights.o"),
      ]
      + sources.map {
        File(path: "kernels/\($0)", object: "kernel_\($0.prefix { $0 != "." }).o")
      }
  }

  /// What macros of the network begin with.
  var macro: String { name.uppercased() }

  /// `network.h`, by which a harness knows the network as `model`.
  var adapter: String {
    let macros = ["INPUT_BYTES", "OUTPUT_BYTES", "LAYER_COUNT"]
    let functions = ["input", "invoke", "layer_done"]
    let lines =
      macros.map { "#define MODEL_\($0) \(macro)_\($0)\n" }
      + functions.map { "#define model_\($0) \(name)_\($0)\n" }
    return "#include \"\(name).h\"\n" + (name == "model" ? "" : lines.joined())
  }

  /// The number that the macro of this name has, less the beginning of all.
  func constant(_ suffix: String) throws -> Int {
    let macro = "\(macro)_\(suffix)"
    for line in header.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 3, words[0] == "#define", words[1] == macro, let value = Int(words[2]) {
        return value
      }
    }
    throw FirmwareError.missing(file: "\(macro) in \(name).h", folder: folder.path)
  }
}
