import Foundation
import FuzzFormats
import Testing

/// `make fuzz` searches on from here for as long as one likes.
struct FileFormatTests {
  @Test(
    "Every format has an example that is read, every record one", arguments: FileFormat.readable)
  func examples(format: FileFormat) throws {
    let reader = try FormatReader()
    let outcomes = try format.examples().map { try reader.outcome(of: $0, as: format) }
    #expect(outcomes.contains(.value), "\(outcomes)")
    if format == .records { #expect(outcomes.allSatisfy { $0 == .value }, "\(outcomes)") }
  }

  @Test("Damaged files are read or refused in words, at once", arguments: FileFormat.readable)
  func damage(format: FileFormat) throws {
    let reader = try FormatReader()
    let examples = try format.examples()
    for seed in 0..<300 {
      var mutation = Mutation(of: format, seed: UInt64(seed))
      let bytes = mutation(examples[seed % examples.count])
      let seconds = try processorSeconds { _ = try reader.outcome(of: bytes, as: format) }
      #expect(seconds < 1, "seed \(seed) took \(seconds) s for \(bytes.count) bytes")
    }
  }

  /// The time that this thread works, so that a busy machine fails no test.
  private func processorSeconds(of body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    try body()
    return now() - start
  }
}
