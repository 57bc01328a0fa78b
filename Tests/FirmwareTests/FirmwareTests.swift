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

  @Test("Emitted code computes the reference's bytes on this computer, under sanitizers")
  func host() throws {
    let sample = try FirmwareSample(seed: 21, images: 5)
    defer { sample.remove() }
    let directory = sample.folder.appending(path: "host")
    let build = try HostBuild(folder: sample.folder, isSanitized: true, in: directory)
    #expect(try build.run(sample.images) == sample.expected)
  }

  @Test(
    "Emitted code computes the reference's bytes on every core, within the planned memory",
    .enabled(if: hasTools, absent), arguments: ["stm32h743", "stm32f401", "rp2040"])
  func emulated(device: String) throws {
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
    #expect(footprint.stackBytes == Device.stackBytes)
    let stack = try #require(verdict.stackBytes)
    #expect((16..<Device.stackBytes).contains(stack))
    #expect(verdict.layers.map(\.name).last == "logits")
    #expect(verdict.layers.allSatisfy { $0.instructions > 0 })
    #expect(try JSONDecoder().decode(Verdict.self, from: JSONEncoder().encode(verdict)) == verdict)
  }

  @Test("GCC and clang give the same bytes", .enabled(if: hasTools, absent))
  func compilers() throws {
    let sample = try FirmwareSample(seed: 23)
    defer { sample.remove() }
    for family in Toolchain.Family.allCases where (try? Toolchain.find(family)) != nil {
      #expect(try sample.verify("stm32f746", toolchain: family).isExact)
    }
  }

  @Test("Instruction counts are the same in every run", .enabled(if: hasTools, absent))
  func repeatable() throws {
    let sample = try FirmwareSample(seed: 24, images: 1)
    defer { sample.remove() }
    #expect(try sample.verify("stm32h743").layers == sample.verify("stm32h743").layers)
  }

  @Test("A wrong byte is counted and shown", .enabled(if: hasTools, absent))
  func mismatch() throws {
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

  @Test("Absent tools are named")
  func absentTools() {
    #expect(throws: FirmwareError.noCompiler(searched: ["arm-none-eabi-gcc"])) {
      try Toolchain.find(.gcc, path: "/nowhere")
    }
  }
}
