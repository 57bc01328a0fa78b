import CTensorKernels
import Foundation

/// How long the operations of an engine took, summed over all threads.
package struct Profile: Equatable, Sendable {
  /// The direction of a pass.
  package enum Direction: String, Codable, Sendable {
    case forward
    case backward
  }

  /// One kind of operation in one direction.
  package struct Row: Equatable, Sendable {
    /// The operation, for example `depthwise 5x5`.
    package var operation: String
    /// The direction of the pass.
    package var direction: Direction
    /// How often it ran.
    package var calls = 0
    /// Seconds of all calls.
    package var seconds = 0.0
    /// Multiply-adds of all calls; 0 for what is not a convolution.
    package var macs = 0
  }

  /// The rows, the longest first.
  package var rows: [Row] {
    table.values.sorted { ($1.seconds, $0.operation) < ($0.seconds, $1.operation) }
  }

  /// Seconds of all rows.
  package var seconds: Double { table.values.reduce(0) { $0 + $1.seconds } }

  private var table: [String: Row] = [:]

  mutating func add(_ operation: String, _ direction: Direction, seconds: Double, macs: Int) {
    let key = "\(operation) \(direction)"
    var row = table[key] ?? Row(operation: operation, direction: direction)
    row.calls += 1
    row.seconds += seconds
    row.macs += macs
    table[key] = row
  }

  mutating func add(_ other: Profile) {
    for (key, row) in other.table {
      var sum = table[key] ?? Row(operation: row.operation, direction: row.direction)
      sum.calls += row.calls
      sum.seconds += row.seconds
      sum.macs += row.macs
      table[key] = sum
    }
  }
}

extension Engine.Precision {
  /// Multiply-adds that one thread of this processor does in a second at the most, measured in a
  /// tenth of one; nil where it has no vectors for the precision.
  package func measuredPeak() -> Double? {
    let set: Int32? =
      switch self {
      case .float32: [2, 1, 0].first { tensor_kernels_of($0) != nil }
      case .bfloat16: 3
      }
    guard let table = set.flatMap({ tensor_kernels_of($0) }) else { return nil }
    let clock = ContinuousClock()
    let end = clock.now + .seconds(0.1)
    var best = 0.0
    while clock.now < end {
      let start = clock.now
      let count = table.pointee.multiply_adds(100_000)
      best = max(best, Double(count) / ((clock.now - start) / .seconds(1)))
    }
    return best
  }
}
