import Foundation
package import Testing

/// What takes minutes and is only tested by `make test-all`.
package enum LargeTests {
  /// Whether `THIMBLE_LARGE_TESTS` asks for it.
  package static let areWanted = ProcessInfo.processInfo.environment["THIMBLE_LARGE_TESTS"] != nil
}

extension Trait where Self == ConditionTrait {
  /// Skips a test that takes minutes, unless `make test-all` asks for it.
  package static var large: Self {
    .enabled(if: LargeTests.areWanted, "Takes minutes: THIMBLE_LARGE_TESTS=1")
  }
}
