import Devices
import Execution
import Foundation
import Graphs
import Planning

/// Builds the code of a device, runs it on this computer and in the emulator, and compares every output
/// byte with the reference.
struct VerifyStep {
  /// The device.
  let device: Device
  /// What the linked image may take.
  let budget: Budget
  /// What the network takes by the cost model.
  let cost: Cost
  /// The integer network.
  let graph: IntegerGraph
  /// The folder of the emitted code.
  let firmware: URL
  /// The images as the network takes them, `[H, W, C]` each.
  let images: [[Int8]]
  /// What computes.
  let context: StepContext

  /// What the device answered.
  ///
  /// - Throws: ``PipelineError/otherBytes(device:mismatches:images:first:)``, or
  ///   ``PipelineError/overBudget(device:violations:)`` where the linked image is too large.
  func run() throws -> Verdict {
    let expected = VectorRunner(graph).run(
      images: images, threads: context.threads, shouldStop: context.shouldStop)
    try context.checkForStop(during: .verify)
    require(
      images.isEmpty || expected[0] == ReferenceRunner(graph).run(images[0]),
      "The vectors of this computer give other bytes than the reference.")
    let verdict: Verdict
    do {
      verdict = try Execution.verify(
        folder: firmware, device: device, budget: budget, plan: ExecutionPlan(graph),
        images: images, expected: expected, shouldStop: context.shouldStop)
    } catch is CancellationError {
      throw PipelineError.interrupted(step: RunStep.verify.rawValue)
    } catch FirmwareError.tooLarge(_, let violations) {
      throw overBudget(violations)
    }
    if let reason = verdict.hostOnlyReason {
      context.note("\(device.title) is proved on this computer only. \(reason)")
    }
    guard verdict.isExact else {
      throw PipelineError.otherBytes(
        device: device.title, mismatches: max(verdict.mismatches, verdict.hostMismatches),
        images: verdict.images, first: verdict.firstMismatch.map(\.summary))
    }
    var cost = cost
    if let footprint = verdict.footprint { cost.replace(by: footprint.cost) }
    let violations = budget.violations(of: cost)
    guard violations.isEmpty else { throw overBudget(violations) }
    return verdict
  }

  private func overBudget(_ violations: [Violation]) -> PipelineError {
    .overBudget(device: device.title, violations: violations.map(\.description))
  }
}

extension Verdict.Mismatch {
  /// The bytes of the first output that was wrong.
  fileprivate var summary: String { "image \(image): found \(found), expected \(expected)" }
}
