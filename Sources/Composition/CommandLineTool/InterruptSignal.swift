import Dispatch
import Foundation
import Synchronization

/// Remembers that Ctrl-C was pressed, so that a run can save its state and stop.
///
/// A second Ctrl-C ends the process at once.
final class InterruptSignal: Sendable {
  private let isRaised = Flag()
  // Kept alive and never touched again.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

  /// Takes over the signals `SIGINT` and `SIGTERM` of the process.
  init() {
    // A queue of its own has a thread even while all others compute.
    let queue = DispatchQueue(label: "signals", qos: .userInteractive)
    sources = [SIGINT, SIGTERM].map { [isRaised] number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if isRaised.raise() { _exit(130) }
        standardError.write("\nstopping and saving; once more Ctrl-C ends at once\n")
      }
      source.resume()
      return source
    }
  }

  /// Whether Ctrl-C was pressed.
  var wasRaised: Bool { isRaised.value }

  private final class Flag: Sendable {
    private let state = Atomic(false)

    var value: Bool { state.load(ordering: .relaxed) }

    /// Raises the flag and answers whether it was raised before.
    func raise() -> Bool { state.exchange(true, ordering: .relaxed) }
  }
}
