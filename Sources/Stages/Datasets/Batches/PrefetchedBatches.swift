import Dispatch
import Graphs
package import Tensors

/// Batches that a background thread makes while the caller computes on the last one.
///
/// What comes out is what the closure gives for the step, in whatever order steps are asked for;
/// only the waiting differs.
package final class PrefetchedBatches: Sendable {
  private let make: @Sendable (Int) -> Batch
  private let ahead: Int
  private let end: Int
  private let queue = DispatchQueue(label: "batches", qos: .userInitiated)
  private let pending = Locked<[Int: Pending]>([:])

  /// - Parameters:
  ///   - ahead: how many batches are made in advance, at least 1.
  ///   - end: the step behind the last one.
  ///   - make: the batch of a step; called on a thread of its own.
  package init(ahead: Int = 2, end: Int, _ make: @escaping @Sendable (Int) -> Batch) {
    require(ahead >= 1, "at least one batch is made in advance")
    self.make = make
    self.ahead = ahead
    self.end = end
  }

  /// The batches of a training.
  package convenience init(_ batches: TrainingBatches, ahead: Int = 2, end: Int) {
    self.init(ahead: ahead, end: end) { batches.batch(step: $0) }
  }

  /// The batch of a step; the next ones are then under way.
  package func batch(step: Int) -> Batch {
    let wanted = step...max(step, min(step + ahead, end - 1))
    let found = pending.withLock { pending in
      // Steps that were skipped are dropped, those not begun with their work.
      for (other, entry) in pending where !wanted.contains(other) {
        entry.cancel()
        pending[other] = nil
      }
      let found = pending.removeValue(forKey: step)
      for next in wanted.dropFirst() where pending[next] == nil {
        let entry = Pending()
        pending[next] = entry
        queue.async { [make] in entry.fill { make(next) } }
      }
      return found
    }
    return found?.wait() ?? make(step)
  }
}

/// A batch in the making.
private final class Pending: Sendable {
  private struct State {
    var batch: Batch?
    var isCancelled = false
  }

  private let state = Locked(State())
  private let ready = DispatchSemaphore(value: 0)

  func cancel() {
    state.withLock { $0.isCancelled = true }
  }

  func fill(_ make: () -> Batch) {
    if !state.withLock({ $0.isCancelled }) {
      let batch = make()
      state.withLock { $0.batch = batch }
    }
    ready.signal()
  }

  /// The batch once it is there, or nil if it was cancelled before its work began; called once.
  func wait() -> Batch? {
    ready.wait()
    return state.withLock { $0.batch.take() }
  }
}
