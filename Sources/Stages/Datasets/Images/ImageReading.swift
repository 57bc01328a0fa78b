package import Foundation

/// What goes with reading the images of a folder: who hears of it, who may stop it, and what is kept.
package struct ImageReading: Sendable {
  /// The file that keeps the images at the size of the set, so that they are decoded once; nil keeps
  /// nothing.
  package var cache: URL?
  /// Whether images that cannot be read are left out in place of ending the reading.
  package var skipsUnreadable: Bool
  /// Told how many images of how many are done, from any thread, one call at a time.
  package var progress: @Sendable (_ done: Int, _ total: Int) -> Void
  /// Told a sentence that a person should see.
  package var note: @Sendable (String) -> Void
  /// Asked before every image, from any thread.
  package var shouldStop: @Sendable () -> Bool

  package init(
    cache: URL? = nil, skipsUnreadable: Bool = false,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in },
    note: @escaping @Sendable (String) -> Void = { _ in },
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) {
    self.cache = cache
    self.skipsUnreadable = skipsUnreadable
    self.progress = progress
    self.note = note
    self.shouldStop = shouldStop
  }
}
