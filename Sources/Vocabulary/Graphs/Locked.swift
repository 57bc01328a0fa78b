import Foundation

/// A value that one thread at a time reads or changes.
///
/// The same as `Mutex` of the standard library, which the thread sanitizer does not know on Linux: it
/// takes every access under one for a race.
package final class Locked<Value>: @unchecked Sendable {
  // Only touched while the lock is held.
  private var value: Value
  private let lock = NSLock()

  package init(_ value: sending Value) {
    self.value = value
  }

  /// What `body` makes of the value, which no other thread sees meanwhile.
  package func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
