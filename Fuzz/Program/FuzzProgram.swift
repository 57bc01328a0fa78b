import Foundation
import FuzzFormats

/// Feeds libFuzzer, or without it reads the given files once, to look into one that libFuzzer kept.
///
/// The environment variable `FORMAT` names the format. Built with libFuzzer by `make fuzz`.
@main struct FuzzProgram {
  static func main() throws {
    guard let format = FileFormat(rawValue: ProcessInfo.processInfo.environment["FORMAT"] ?? "")
    else {
      let names = FileFormat.allCases.map(\.rawValue).joined(separator: ", ")
      print("error: set FORMAT to one of \(names).")
      exit(64)
    }
    #if FUZZER
    exit(try run(format))
    #else
    let reader = try FormatReader()
    for file in CommandLine.arguments.dropFirst() {
      let bytes = Array(try Data(contentsOf: URL(filePath: file)))
      print("\(file): \(try reader.outcome(of: bytes, as: format))")
    }
    #endif
  }
}
