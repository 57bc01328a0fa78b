package import Devices
package import Foundation
package import Graphs
import Planning

/// Builds emitted code for a device, runs it in the emulator and compares it byte for byte.
///
/// The same code also runs on this computer; where emulator or compiler are absent, only there.
///
/// - Parameters:
///   - folder: what `emit` has written.
///   - graph: the network, for the names of the layers.
///   - images: stored values, one array per image.
///   - expected: the output of each image.
///   - stackBytes: what is set aside in RAM for the stack.
///   - toolchain: the compiler, or nil for the first one that is found.
///   - shouldStop: asked ten times a second.
/// - Throws: `FirmwareError` where the code does not build, does not fit, faults or hangs;
///   `ProcessError` where a program cannot be run; `CancellationError` where it was to stop.
package func verify(
  folder: URL, device: Device, graph: IntegerGraph, images: [[Int8]], expected: [[Int8]],
  stackBytes: Int = 2048, toolchain: Toolchain.Family? = nil, seconds: Double = 300,
  shouldStop: @escaping @Sendable () -> Bool = { false }
) throws -> Verdict {
  precondition(images.count == expected.count, "There is one expected output per image.")
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
  do {
    let toolchain = try Toolchain.find(toolchain)
    verdict.tools.append(toolchain.version)
    let build = try FirmwareBuild(
      folder: folder, device: device, toolchain: toolchain,
      options: FirmwareBuild.Options(stackBytes: stackBytes),
      in: directory.appending(path: "device"), shouldStop: shouldStop)
    verdict.footprint = try build.footprint()
    let runner = try FirmwareRunner(build, seconds: seconds)
    verdict.tools.append(try runner.version())
    let outcome = try runner.run(images)
    verdict.machine = Machine(for: device.core).name
    verdict.stackBytes = outcome.stackBytes
    verdict.compare(outcome.outputs, with: expected)

    let counted = try FirmwareRunner(try build.profiled(), seconds: seconds)
      .run(Array(images.prefix(1)))
    let calls = kernelCalls(for: graph, plan: ExecutionPlan(kernelsOf: graph))
    verdict.layers = zip(calls, counted.layerInstructions).map {
      Verdict.Layer(name: $0.name, instructions: $1)
    }
  } catch let error as FirmwareError {
    switch error {
    case .noCompiler, .noEmulator:
      verdict.hostOnlyReason = error.description
    case .noHostCompiler, .missing, .fence, .build, .tooLarge, .notELF, .fault, .timeout, .failed,
      .imageSize, .outputSize:
      throw error
    }
  }
  if verdict.machine == nil { verdict.compare(hostOutputs, with: expected) }
  verdict.hostMismatches = zip(hostOutputs, expected).count { $0 != $1 }
  return verdict
}
