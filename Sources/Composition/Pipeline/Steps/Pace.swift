import Graphs
import Reports

/// Says once, after the first steps of a process, how long a training or a phase of it is going to
/// take.
final class Pace: Sendable {
  /// How many steps are timed.
  static let steps = 20

  private struct First {
    var step: Int
    var instant: ContinuousClock.Instant
  }

  private let subject: String
  private let first = Locked<First?>(nil)

  /// - Parameter subject: what the steps are of.
  init(of subject: String = "the training") {
    self.subject = subject
  }

  /// A sentence after the step that completes the estimate, or nil.
  ///
  /// - Parameter now: the clock.
  func note(afterStep step: Int, of total: Int, now: ContinuousClock.Instant = .now) -> String? {
    let first = first.withLock { first in
      // The first step of a process also prepares kernels, so that counting begins behind it.
      let known = first ?? First(step: step, instant: now)
      first = known
      return known
    }
    guard step - first.step == Self.steps else { return nil }
    let seconds =
      (now - first.instant) / .seconds(1) / Double(Self.steps)
      * Double(total - step)
    return switch seconds {
    case ..<90: nil
    case ..<5400: "about \(Int((seconds / 60).rounded())) min left for \(subject)"
    default: "about \(decimal(seconds / 3600, 1)) h left for \(subject)"
    }
  }
}
