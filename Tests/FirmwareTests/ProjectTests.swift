import CodeGeneration
import Devices
import Execution
import Foundation
import Graphs
import TestSupport
import TestTools
import Testing

/// Projects for devices without an operating system, built and run. Case 4
@Suite struct ProjectTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  /// The compilers for Cortex-M, as `CC` of make.
  static let compilers = TestTool.present(.armGCC, .clang)

  /// Writes three networks of 8 and of mixed bits as one project for a device.
  private func write(_ form: ProjectForm, device: String) throws -> [EmittedNetwork] {
    let target = try #require(BareMetalTarget(try .named(device)))
    let networks = [
      try EmittedNetwork("door", try randomIntegerGraph(seed: 51)),
      try EmittedNetwork("lamp", try randomMixedGraph(seed: 52)),
      try EmittedNetwork("odd", try oddMixedGraph(seed: 53)),
    ]
    for network in networks {
      try network.firmware.write(to: folder, as: form, for: target)
    }
    return networks
  }

  private func edit(_ file: String, _ text: String, to other: String) throws {
    let url = folder.appending(path: file)
    let source = try String(contentsOf: url, encoding: .utf8)
    try #require(source.contains(text))
    try Data(source.replacing(text, with: other).utf8).write(to: url)
  }

  @Test(
    .needs(.emulator, .make),
    arguments: combinations(compilers, ["stm32f746", "stm32f401", "rp2040"]))
  func `three networks in one program give the bytes of the reference in the emulator`(
    compiler: TestTool, device: String
  ) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let networks = try write(.make, device: device)
    let check = try shell("make CC=\(compiler) CFLAGS=-Werror check", in: folder)
    #expect(check.status == 0, "\(check.text)")
    for network in networks {
      #expect(check.text.contains("\(network.name): the bytes of the reference\n"), "\(check.text)")
    }
    // The same program for the memories of the device.
    let build = try shell("make CC=\(compiler) CFLAGS=-Werror", in: folder)
    #expect(build.status == 0, "\(build.text)")
    let elf = folder.appending(
      path: "build/\(device)\(compiler == .clang ? "-clang" : "")/firmware.elf")
    let sections = try ELFSections(contentsOf: elf).sections
    let script = LinkerScript(for: try .named(device))
    let vectors = try #require(sections.first { $0.name == ".vectors" })
    #expect(vectors.address == script.flash.origin)
    #expect(sections.contains { $0.name == ".bss" || $0.name == ".arena" })
  }

  @Test(.needs(.emulator, .make), .needsDeviceCompiler)
  func `a wrong byte ends the check with a failure`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try write(.make, device: "stm32f746")
    try edit("lamp_check.c", "differing += output[i] != ", to: "differing += output[i] + 1 != ")
    let check = try shell("make CC=\(Self.compilers[0]) check", in: folder)
    #expect(check.status != 0)
    #expect(check.text.contains("lamp: OTHER bytes") && check.text.contains("odd: the bytes"))
  }

  @Test(
    .needs(.emulator, .make, .cmake, .ctest),
    arguments: LargeTests.areWanted ? compilers : Array(compilers.prefix(1)))
  func `the CMake project builds and its test compares the networks`(compiler: TestTool) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try write(.cmake, device: "stm32f746")
    let outcome = try shell(
      """
      cmake -B build -D CMAKE_C_COMPILER=\(compiler) && cmake --build build &&
        ctest --test-dir build --verbose
      """, in: folder)
    #expect(outcome.status == 0, "\(outcome.text)")
    for name in ["door", "lamp", "odd"] {
      #expect(outcome.text.contains("\(name): the bytes of the reference"), "\(outcome.text)")
    }
    let elf = folder.appending(path: "build/firmware.elf")
    let vectors = try ELFSections(contentsOf: elf).sections.first { $0.name == ".vectors" }
    #expect(vectors?.address == LinkerScript(for: try .named("stm32f746")).flash.origin)
  }

  @Test func `a device without a Cortex-M gets no project`() throws {
    let network = try EmittedNetwork("door", try randomIntegerGraph(seed: 51))
    for form in [ProjectForm.make, .cmake] {
      #expect(throws: CodeGenerationError.noTarget(form: form.rawValue)) {
        try network.firmware.write(to: folder, as: form)
      }
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }
}
