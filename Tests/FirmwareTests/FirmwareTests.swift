import CodeGeneration
import Devices
import Execution
import Foundation
import Graphs
import Planning
import TestSupport
import TestTools
import Testing

/// Every pair, or the fewest in which each value occurs where no large tests are wanted.
func combinations<First: Sendable, Second: Sendable>(
  _ firsts: [First], _ seconds: [Second]
) -> [(First, Second)] {
  if LargeTests.areWanted || firsts.isEmpty || seconds.isEmpty {
    return firsts.flatMap { first in seconds.map { (first, $0) } }
  }
  return (0..<max(firsts.count, seconds.count)).map {
    (firsts[$0 % firsts.count], seconds[$0 % seconds.count])
  }
}

struct FirmwareTests {
  /// One of each instruction set: Cortex-M7, M4 and M0+.
  static let devices = ["stm32h743", "stm32f401", "rp2040"]

  @Test func `Emitted code computes the reference's bytes on this computer, under sanitizers`()
    throws
  {
    let sample = try FirmwareSample(seed: 21, images: 5)
    defer { sample.remove() }
    let directory = sample.folder.appending(path: "host")
    let build = try HostBuild(folder: sample.folder, isSanitized: true, in: directory)
    #expect(try build.run(sample.images) == sample.expected)
  }

  @Test(.needsEmulation, arguments: devices)
  func `Emitted code computes the reference's bytes on every core, within the planned memory`(
    device: String
  ) throws {
    let sample = try FirmwareSample(seed: 22)
    defer { sample.remove() }
    let verdict = try sample.verify(device)
    #expect(verdict.isExact, "\(String(describing: verdict.firstMismatch))")
    #expect(verdict.machine != nil && verdict.hostOnlyReason == nil)
    let plan = ExecutionPlan(sample.graph)
    let footprint = try #require(verdict.footprint)
    #expect((plan.arenaBytes..<plan.arenaBytes + 8).contains(footprint.arenaBytes))
    let parts =
      footprint.kernelBytes + footprint.modelBytes + footprint.constantBytes
      + footprint.runtimeBytes + footprint.initialBytes
    #expect((parts...parts + 64).contains(footprint.flashBytes))
    #expect(footprint.constantBytes > 3 * 256, "The tables of the pixels count.")
    #expect(footprint.stackBytes == Microcontroller.stackBytes)
    let stack = try #require(verdict.stackBytes)
    #expect((16..<Microcontroller.stackBytes).contains(stack))
    #expect(verdict.layers.map(\.name).last == "logits")
    #expect(verdict.layers.allSatisfy { $0.instructions > 0 })
    #expect(try JSONDecoder().decode(Verdict.self, from: JSONEncoder().encode(verdict)) == verdict)
  }

  @Test(.needsEmulation, arguments: Toolchain.Family.present)
  func `Every compiler gives the reference's bytes`(family: Toolchain.Family) throws {
    let sample = try FirmwareSample(seed: 23)
    defer { sample.remove() }
    let verdict = try sample.verify("stm32f746", toolchain: family)
    #expect(verdict.isExact && verdict.machine != nil)
  }

  @Test(.needsEmulation) func `Instruction counts are the same in every run`() throws {
    let sample = try FirmwareSample(seed: 24, images: 1)
    defer { sample.remove() }
    // Two emulators count on their own.
    let layers = try (0..<2).map { _ in try sample.verify("stm32h743").layers }
    #expect(layers[0] == layers[1] && layers[0].allSatisfy { $0.instructions > 0 })
  }

  @Test(.needsEmulation) func `A wrong byte is counted and shown`() throws {
    var sample = try FirmwareSample(seed: 28, images: 2)
    defer { sample.remove() }
    let right = sample.expected[1]
    sample.expected[1][0] ^= 1
    let verdict = try sample.verify("stm32f401")
    #expect(verdict.mismatches == 1 && !verdict.isExact)
    #expect(verdict.firstMismatch?.image == 1)
    #expect(verdict.firstMismatch?.found == right)
    #expect(verdict.firstMismatch?.expected == sample.expected[1])
  }

  @Test func `Absent tools are named`() {
    #expect(throws: FirmwareError.noCompiler(searched: ["arm-none-eabi-gcc"])) {
      try Toolchain.find(.gcc, path: "/nowhere")
    }
  }
}
