import Synchronization
import Tensors

/// The float engine of a pipeline: made when it is first asked for, and anew for another precision.
final class SharedEngine: Sendable {
  private struct State {
    var engine: Engine?
    var isProfiled = false
  }

  private let state = Mutex(State())

  /// The engine.
  func engine(threads: Int, precision: Engine.Precision) -> Engine {
    state.withLock { state in
      if let engine = state.engine, engine.precision == precision { return engine }
      let engine = Engine(threads: threads, precision: precision)
      if state.isProfiled { engine.startProfile() }
      state.engine = engine
      return engine
    }
  }

  /// Notes from now on how long every operation takes.
  func startProfile() {
    state.withLock { state in
      state.isProfiled = true
      state.engine?.startProfile()
    }
  }

  /// The engine that was asked for last.
  var current: Engine? { state.withLock { $0.engine } }
}
