import Graphs
import Tensors

/// The float engine of a pipeline: made when it is first asked for, and anew for another precision.
final class SharedEngine: Sendable {
  private struct State {
    var precision: Engine.Precision
    var engine: Engine?
    var isProfiled = false
  }

  private let threads: Int
  private let state: Locked<State>

  /// - Parameter precision: of the training, as far as it is known.
  init(threads: Int, precision: Engine.Precision) {
    self.threads = threads
    state = Locked(State(precision: precision))
  }

  /// The engine.
  var engine: Engine {
    state.withLock { state in
      if let engine = state.engine { return engine }
      let engine = Engine(threads: threads, precision: state.precision)
      if state.isProfiled { engine.startProfile() }
      state.engine = engine
      return engine
    }
  }

  /// Trains in this precision from now on.
  func use(_ precision: Engine.Precision) {
    state.withLock { state in
      if state.precision != precision { state.engine = nil }
      state.precision = precision
    }
  }

  /// Notes from now on how long every operation takes.
  func startProfile() {
    state.withLock { state in
      state.isProfiled = true
      state.engine?.startProfile()
    }
  }
}
