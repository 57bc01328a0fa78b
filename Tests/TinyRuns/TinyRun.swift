package import Architectures
package import Devices
package import Foundation
package import Pipeline

/// A run so small that a whole fit takes seconds, in a folder that goes away.
package final class TinyRun: Sendable {
  package let folder = RunFolder(
    FileManager.default.temporaryDirectory.appending(
      path: "thimble-\(UUID().uuidString)", directoryHint: .isDirectory))

  package init() {}

  deinit { try? FileManager.default.removeItem(at: folder.url) }

  /// One unit of one or two blocks on 8 × 8 or 12 × 12 pixels.
  package static let space = SearchSpace(
    name: "tiny", resolutions: [8, 12], stemChannels: 4, stemStride: 2,
    units: [
      SearchSpace.Unit(
        channels: 8, stride: 2, depths: [1, 2], kernels: [3, 5], expandRatios: [2, 3])
    ],
    headChannels: 0, classes: 10)

  package static func request(
    devices: [String] = ["stm32f401"], budgets: [String: Budget] = [:], seed: UInt64 = 3,
    epochs: Int = 1, candidates: Int = 4
  ) throws -> FitRequest {
    FitRequest(
      data: .generated(training: 260, test: 40), devices: try devices.map { try .named($0) },
      budgets: budgets, space: space,
      training: TrainingPlan(
        // Runs are compared byte for byte, and which precision is faster may differ from run to run.
        epochs: epochs, batch: 32, precision: .bfloat16, heldOut: 100),
      search: SearchPlan(candidates: candidates, population: 2, recalibrationImages: 64),
      seed: seed,
      threads: 2, verifiedImages: 3)
  }

  package func exists(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }
}
