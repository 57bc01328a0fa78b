import Foundation
import FuzzFormats
import TestTools
import Testing

/// `make fuzz` searches on from here for as long as one likes.
struct FileFormatTests {
  @Test(arguments: FileFormat.readable)
  func `Every format has an example that is read, every record one`(format: FileFormat) throws {
    let reader = try FormatReader()
    let outcomes = try format.examples().map { try reader.outcome(of: $0, as: format) }
    #expect(outcomes.contains(.value), "\(outcomes)")
    if format == .records { #expect(outcomes.allSatisfy { $0 == .value }, "\(outcomes)") }
  }

  /// Where a reader hangs, the limit ends the test.
  @Test(.timeLimit(.minutes(10)), arguments: FileFormat.readable)
  func `Damaged files are read or refused in words`(format: FileFormat) throws {
    let reader = try FormatReader()
    let examples = try format.examples()
    for seed in 0..<(LargeTests.areWanted ? 300 : 100) {
      var mutation = Mutation(of: format, seed: UInt64(seed))
      let bytes = mutation(examples[seed % examples.count])
      #expect(throws: Never.self, "seed \(seed), \(bytes.count) bytes") {
        try reader.outcome(of: bytes, as: format)
      }
    }
  }
}
