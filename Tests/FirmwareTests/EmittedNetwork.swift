import CodeGeneration
import Execution
import Foundation
import Graphs
import Planning

/// A random network, emitted with a name, and what the reference gives for the images of programs.
struct EmittedNetwork {
  /// The images of ``program``.
  static let images = 4

  let name: String
  let graph: IntegerGraph
  let firmware: Firmware

  init(_ name: String, _ graph: IntegerGraph) throws {
    self.name = name
    self.graph = graph
    let channels = graph.inputValue.shape.channels
    let description = ModelDescription(
      name: graph.name, codeName: try CodeName(name),
      classes: (0..<graph.outputValue.shape.count).map { "class \($0)" },
      mean: Array(repeating: 0.5, count: channels), std: Array(repeating: 0.5, count: channels),
      colourOrder: .rgb)
    let image = Firmware.checkImage(bytes: graph.inputValue.shape.count)
    firmware = try emit(
      ExecutionPlan(graph), description: description
    ).checked(against: ReferenceRunner(graph).run(image))
  }

  /// A function that prints the results of `images` pseudo-random images, in C and in C++.
  var function: String {
    let macro = name.uppercased()
    return """
      #include <stdio.h>
      #include "\(name).h"
      static void print_\(name)(void) {
        uint32_t state = 12345u;
        for (int n = 0; n < \(Self.images); n++) {
          for (size_t i = 0; i < \(macro)_INPUT_BYTES; i++) {
            state = state * 1664525u + 1013904223u;
            \(name)_input()[i] = (int8_t)((int32_t)(state >> 24) - 128);
          }
          const int8_t *output = \(name)_invoke();
          for (size_t i = 0; i < \(macro)_OUTPUT_BYTES; i++) printf("%d ", output[i]);
          printf("\\n");
        }
      }

      """
  }

  /// A program that prints the results of several networks.
  static func program(_ networks: [EmittedNetwork]) -> String {
    networks.map(\.function).joined() + "int main(void) {\n"
      + networks.map { "  print_\($0.name)();\n" }.joined() + "  return 0;\n}\n"
  }

  /// What ``function`` prints by the reference.
  var expected: String {
    let bytes = graph.inputValue.shape.count
    let images = Firmware.checkImage(bytes: Self.images * bytes)
    let runner = ReferenceRunner(graph)
    return (0..<Self.images).map { n in
      runner.run(Array(images[n * bytes..<(n + 1) * bytes])).map { "\($0) " }.joined() + "\n"
    }.joined()
  }
}

/// What a line of `sh` left behind.
struct ShellOutcome {
  var status: Int32
  /// Standard output and errors.
  var text: String
}

/// Runs a line of `sh` in a folder.
func shell(_ line: String, in folder: URL) throws -> ShellOutcome {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(filePath: "/bin/sh")
  process.currentDirectoryURL = folder
  process.arguments = ["-c", line]
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return ShellOutcome(
    status: process.terminationStatus, text: String(decoding: data, as: UTF8.self))
}
