package import Devices
package import Foundation
import Graphs
package import Planning

/// Builds emitted code for a device, runs it in the emulator and compares it byte for byte.
///
/// The code is linked for the device's own memory map, which gives its footprint, and once more in
/// memories of the budget's size in the emulator, which every access by a byte too far ends. It also
/// runs on this computer; where it can run nowhere else, the verdict says why.
///
/// - Parameters:
///   - folder: what `emit` has written.
///   - budget: flash and RAM that the image may take; nil are those of the device.
///   - plan: what was emitted, for the names of the layers.
///   - images: stored values, one array per image.
///   - expected: the output of each image.
///   - stackBytes: what is set aside in RAM for the stack.
///   - toolchain: the compiler, or nil for the first one that is found.
///   - shouldStop: asked ten times a second.
/// - Throws: `FirmwareError` where the code does not build, does not fit, faults or hangs;
///   `ProcessError` where a program cannot be run; `CancellationError` where it was to stop.
package func verify(
  folder: URL, device: Device, budget: Budget = Budget(), plan: ExecutionPlan, images: [[Int8]],
  expected: [[Int8]], stackBytes: Int = Microcontroller.stackBytes,
  toolchain family: Toolchain.Family? = nil,
  seconds: Double = 300, shouldStop: @escaping @Sendable () -> Bool = { false }
) throws -> Verdict {
  require(images.count == expected.count, "There is one expected output per image.")
  let directory = FileManager.default.temporaryDirectory
    .appending(path: "thimble-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: directory) }
  var verdict = Verdict(
    device: device.name, images: images.count, mismatches: 0, hostMismatches: 0, layers: [],
    tools: [])

  let host = try HostBuild(
    folder: folder, in: directory.appending(path: "host"), shouldStop: shouldStop)
  verdict.tools.append(host.compilerVersion)
  let hostOutputs = try host.run(images, seconds: seconds)
  verdict.hostMismatches = zip(hostOutputs, expected).count { $0 != $1 }

  let proof = try Proof(for: device.microcontroller.core, toolchain: family)
  verdict.hostOnlyReason = proof.hostOnlyReason
  if let toolchain = proof.toolchain {
    verdict.tools.append(toolchain.version)
    let build = try FirmwareBuild(
      folder: folder, device: device, toolchain: toolchain,
      options: FirmwareBuild.Options(stackBytes: stackBytes),
      in: directory.appending(path: "device"), shouldStop: shouldStop)
    let limits = budget.memories(of: device)
    let footprint = try build.footprint()
    verdict.footprint = footprint
    let violations = limits.violations(of: footprint.cost)
    guard violations.isEmpty else {
      throw FirmwareError.tooLarge(device: device.title, violations: violations)
    }
    if let machine = proof.machine {
      try verdict.emulate(
        build, on: machine, within: limits, plan, images: images, expected: expected,
        seconds: seconds)
    }
  }
  if verdict.machine == nil { verdict.compare(hostOutputs, with: expected) }
  return verdict
}

extension Verdict {
  /// Runs the code on a machine of the emulator, all images at once and one with a clock.
  ///
  /// Where the machine is too small for the image, the verdict stays that of this computer.
  fileprivate mutating func emulate(
    _ build: FirmwareBuild, on machine: Machine, within limits: Budget, _ plan: ExecutionPlan,
    images: [[Int8]], expected: [[Int8]], seconds: Double
  ) throws {
    guard let image = try build.emulated(on: machine, within: limits),
      let profiled = try build.emulated(on: machine, within: limits, isProfiled: true)
    else {
      hostOnlyReason = "The memory of the machine \(machine.name) is too small for the image."
      return
    }
    let runner = try FirmwareRunner(seconds: seconds)
    tools.append(try runner.version())
    let outcome = try runner.run(image, on: images)
    self.machine = machine.name
    stackBytes = outcome.stackBytes
    compare(outcome.outputs, with: expected)
    let counted = try runner.run(profiled, on: Array(images.prefix(1)))
    layers = zip(plan.calls, counted.layerInstructions).map {
      Layer(name: $0.name, instructions: $1)
    }
  }
}

extension Budget {
  /// The limits of the device's memories, none above the memory itself.
  fileprivate func memories(of device: Device) -> Budget {
    var limits = Budget()
    for memory in Resource.memories {
      guard let bytes = device.bytes(of: memory).map(Double.init) else { continue }
      limits[memory] = min(self[memory] ?? bytes, bytes)
    }
    return limits
  }
}
