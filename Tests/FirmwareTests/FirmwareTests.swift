import CodeGeneration
import Devices
import Execution
import Foundation
import Graphs
import Planning
import TestSupport
import Testing

struct FirmwareTests {
  static let hasTools =
    (try? Toolchain.find()) != nil
    && ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/qemu-system-arm")
    }
  static let absent: Comment = "Needs qemu-system-arm, and clang with ld.lld or arm-none-eabi-gcc"

  /// A random network with its emitted code in a folder, and images with their outputs.
  private struct Sample {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let graph: IntegerGraph
    let images: [[Int8]]
    var expected: [[Int8]]

    init(seed: UInt64, images count: Int = 3) throws {
      graph = try randomIntegerGraph(seed: seed)
      var ops = RandomIntegerOps(seed: seed)
      let size = graph.inputValue.shape.count
      let images = (0..<count).map { _ in ops.values(size) }
      self.images = images
      let runner = ReferenceRunner(graph)
      expected = images.map { runner.run($0) }
      let channels = graph.inputValue.shape.channels
      let description = ModelDescription(
        name: graph.name, classes: (0..<graph.outputValue.shape.count).map { "class \($0)" },
        mean: Array(repeating: 0.5, count: channels), std: Array(repeating: 0.5, count: channels),
        colourOrder: .rgb)
      try emit(
        graph: graph, plan: ExecutionPlan(kernelsOf: graph), description: description
      ).write(to: folder)
    }

    func edit(_ file: String, replace text: String, by other: String) throws {
      let url = folder.appending(path: file)
      let source = try String(contentsOf: url, encoding: .utf8)
      try #require(source.contains(text))
      try source.replacingOccurrences(of: text, with: other)
        .write(to: url, atomically: true, encoding: .utf8)
    }

    func verify(_ device: String, toolchain: Toolchain.Family? = nil, stackBytes: Int = 2048) throws
      -> Verdict
    {
      try Execution.verify(
        folder: folder, device: try Device.named(device), graph: graph, images: images,
        expected: expected, stackBytes: stackBytes, toolchain: toolchain, seconds: 60)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
  }

  @Test("Emitted code computes the reference's bytes on this computer, under sanitizers")
  func host() throws {
    let sample = try Sample(seed: 21, images: 5)
    defer { sample.remove() }
    let directory = sample.folder.appending(path: "host")
    let build = try HostBuild(folder: sample.folder, isSanitized: true, in: directory)
    #expect(try build.run(sample.images) == sample.expected)
  }

  @Test(
    "Emitted code computes the reference's bytes on every core, within the planned memory",
    .enabled(if: hasTools, absent), arguments: ["stm32h743", "stm32f401", "rp2040"])
  func emulated(device: String) throws {
    let sample = try Sample(seed: 22)
    defer { sample.remove() }
    let verdict = try sample.verify(device)
    #expect(verdict.isExact, "\(String(describing: verdict.firstMismatch))")
    #expect(verdict.machine != nil && verdict.hostOnlyReason == nil)
    let plan = ExecutionPlan(kernelsOf: sample.graph)
    let footprint = try #require(verdict.footprint)
    #expect((plan.arenaBytes..<plan.arenaBytes + 8).contains(footprint.arenaBytes))
    let parts =
      footprint.kernelBytes + footprint.modelBytes + footprint.constantBytes
      + footprint.runtimeBytes + footprint.initialBytes
    #expect((parts...parts + 64).contains(footprint.flashBytes))
    #expect(footprint.constantBytes > 3 * 256, "The tables of the pixels count.")
    #expect(footprint.stackBytes == 2048)
    let stack = try #require(verdict.stackBytes)
    #expect((16..<2048).contains(stack))
    #expect(verdict.layers.map(\.name).last == "logits")
    #expect(verdict.layers.allSatisfy { $0.instructions > 0 })
    #expect(try JSONDecoder().decode(Verdict.self, from: JSONEncoder().encode(verdict)) == verdict)
  }

  @Test("GCC and clang give the same bytes", .enabled(if: hasTools, absent))
  func compilers() throws {
    let sample = try Sample(seed: 23)
    defer { sample.remove() }
    for family in Toolchain.Family.allCases where (try? Toolchain.find(family)) != nil {
      #expect(try sample.verify("stm32f746", toolchain: family).isExact)
    }
  }

  @Test("Instruction counts are the same in every run", .enabled(if: hasTools, absent))
  func repeatable() throws {
    let sample = try Sample(seed: 24, images: 1)
    defer { sample.remove() }
    #expect(try sample.verify("stm32h743").layers == sample.verify("stm32h743").layers)
  }

  @Test("A write behind the RAM of the device is reported", .enabled(if: hasTools, absent))
  func outOfBounds() throws {
    let sample = try Sample(seed: 25, images: 1)
    defer { sample.remove() }
    // Not on this computer, where the address means nothing.
    try sample.edit(
      "model.c", replace: "LAYER_DONE(0);",
      by: """
        #ifdef __arm__
        *(volatile int8_t *)(0x20000000u + 96u * 1024u) = 1;
        #endif
        """)
    let end = 0x2000_0000 + UInt32(96 * 1024)
    #expect {
      try sample.verify("stm32f401")
    } throws: { error in
      guard case FirmwareError.fault(address: end, status: _) = error else { return false }
      return true
    }
  }

  @Test("A stack that is too small is reported", .enabled(if: hasTools, absent))
  func stackOverflow() throws {
    let sample = try Sample(seed: 26, images: 1)
    defer { sample.remove() }
    #expect {
      try sample.verify("stm32h743", stackBytes: 16)
    } throws: { error in
      guard case FirmwareError.fault = error else { return false }
      return true
    }
  }

  @Test("An arena that does not fit the RAM is reported", .enabled(if: hasTools, absent))
  func tooLarge() throws {
    let sample = try Sample(seed: 27, images: 1)
    defer { sample.remove() }
    try sample.edit(
      "model.h", replace: "#define MODEL_ARENA_BYTES ", by: "#define MODEL_ARENA_BYTES 100000 + ")
    #expect {
      try sample.verify("stm32f401")
    } throws: { error in
      guard case FirmwareError.tooLarge(device: "stm32f401", output: _) = error else {
        return false
      }
      return true
    }
  }

  @Test("A wrong byte is counted and shown", .enabled(if: hasTools, absent))
  func mismatch() throws {
    var sample = try Sample(seed: 28, images: 2)
    defer { sample.remove() }
    let right = sample.expected[1]
    sample.expected[1][0] ^= 1
    let verdict = try sample.verify("stm32f401")
    #expect(verdict.mismatches == 1 && !verdict.isExact)
    #expect(verdict.firstMismatch?.image == 1)
    #expect(verdict.firstMismatch?.found == right)
    #expect(verdict.firstMismatch?.expected == sample.expected[1])
  }

  @Test("Absent tools are named")
  func absentTools() {
    #expect(throws: FirmwareError.noCompiler(searched: ["arm-none-eabi-gcc"])) {
      try Toolchain.find(.gcc, path: "/nowhere")
    }
  }
}
