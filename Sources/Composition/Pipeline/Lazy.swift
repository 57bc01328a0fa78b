import Graphs

/// A value that is made once, when it is first asked for.
final class Lazy<Value: Sendable>: Sendable {
  private let state = Locked<Value?>(nil)

  /// The value; `make` runs the first time, and again where it threw.
  func value(_ make: () throws -> Value) rethrows -> Value {
    try state.withLock { stored in
      if let stored { return stored }
      let value = try make()
      stored = value
      return value
    }
  }
}
