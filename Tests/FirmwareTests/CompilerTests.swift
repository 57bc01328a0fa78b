import CodeGeneration
import Foundation
import Graphs
import TestSupport
import TestTools
import Testing

/// Emitted code by many compilers and for many processors: the same bytes everywhere. Cases 8 and 25
@Suite struct CompilerTests {
  /// A compiler with its options, and what runs its programs.
  struct Compiler: CustomTestStringConvertible, Sendable {
    var command: String
    /// Whether it is always tried; the others where `make test-all` asks for them.
    var isCommon = false
    var runner: String?

    var testDescription: String { command }

    var isPresent: Bool {
      [command, runner].compactMap { $0?.split(separator: " ").first }
        .allSatisfy { TestTool(rawValue: String($0))?.isPresent == true }
    }
  }

  static let compilers: [Compiler] =
    [
      "gcc -std=c99 -O2", "clang -std=c99 -O2", "gcc -std=c99 -O2 -DTHIMBLE_EMULATE_DSP",
      "g++ -std=c++17 -O2 -x c++",
    ].map { Compiler(command: $0, isCommon: true) }
    + ["0", "1", "3", "s", "fast"].map { Compiler(command: "gcc -std=c99 -O\($0)") }
    + ["0", "3", "z"].map { Compiler(command: "clang -std=c99 -O\($0)") }
    + ["11", "14", "20"].map { Compiler(command: "g++ -std=c++\($0) -O2 -x c++") }
    + [
      "gcc -std=c99 -O3 -march=native", "gcc -std=c99 -O2 -flto",
      "gcc -std=c99 -O2 -funsigned-char", "clang -std=c99 -O2 -funsigned-char",
      "gcc -std=c99 -O2 -fno-strict-aliasing",
      "gcc -std=c99 -O1 -fsanitize=address,undefined -fno-sanitize-recover=all",
      "gcc -std=c99 -O1 -DTHIMBLE_EMULATE_DSP -fsanitize=address,undefined "
        + "-fno-sanitize-recover=all",
      "clang -std=c99 -O1 -fsanitize=address,undefined,integer "
        + "-fno-sanitize=unsigned-integer-overflow,implicit-conversion,unsigned-shift-base "
        + "-fno-sanitize-recover=all",
      "clang++ -std=c++17 -O2 -x c++", "tcc", "tcc -DTHIMBLE_EMULATE_DSP",
      "i686-linux-gnu-gcc -std=c99 -O2 -static",
    ].map { Compiler(command: $0) }
    + ["", " -DTHIMBLE_EMULATE_DSP"].map {
      Compiler(command: "powerpc-linux-gnu-gcc -std=c99 -O2 -static\($0)", runner: "qemu-ppc")
    }

  private static let networks = Result {
    [
      try EmittedNetwork("door", try randomIntegerGraph(seed: 41)),
      try EmittedNetwork("lamp", try randomMixedGraph(seed: 42)),
      try EmittedNetwork("odd", try oddMixedGraph(seed: 43)),
    ]
  }

  @Test(arguments: compilers.filter { LargeTests.areWanted || ($0.isCommon && $0.isPresent) })
  func `every compiler and processor gives the bytes of the reference`(compiler: Compiler) throws {
    try #require(compiler.isPresent, "Scripts/setup --all installs it.")
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let networks = try Self.networks.get()
    for network in networks { try network.firmware.write(to: folder) }
    try Data(EmittedNetwork.program(networks).utf8).write(to: folder.appending(path: "main.c"))
    let build = try shell("\(compiler.command) -I. *.c kernels/*.c -o program", in: folder)
    #expect(build.status == 0, "\(build.text)")
    let run = try shell("\(compiler.runner ?? "") ./program", in: folder)
    #expect(run.text == networks.map(\.expected).joined())
  }

  // Case 4
  @Test(.needs(.gcc, .ar))
  func `networks in archives of their own are both in the program`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let networks = try Self.networks.get()
    var archives: [String] = []
    for network in networks {
      let part = folder.appending(path: network.name)
      try network.firmware.write(to: part)
      let build = try shell(
        "rm main.c && gcc -std=c99 -O2 -c -I. *.c kernels/*.c && ar rcs ../\(network.name).a *.o",
        in: part)
      #expect(build.status == 0, "\(build.text)")
      archives.append("\(network.name).a")
    }
    try Data(EmittedNetwork.program(networks).utf8).write(to: folder.appending(path: "main.c"))
    let includes = networks.map { "-I\($0.name)" }.joined(separator: " ")
    let build = try shell(
      "gcc -std=c99 \(includes) main.c \(archives.joined(separator: " ")) -o program", in: folder)
    #expect(build.status == 0, "\(build.text)")
    #expect(try shell("./program", in: folder).text == networks.map(\.expected).joined())
  }
}
