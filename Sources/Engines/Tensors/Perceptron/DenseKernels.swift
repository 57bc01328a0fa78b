import CTensorKernels
import Graphs

/// Our own SIMD functions for the layers of perceptrons, for one instruction set.
struct DenseKernels: @unchecked Sendable {
  private let table: tensor_dense_kernels

  /// Those of an instruction set by its number; nil where this processor does not have it.
  init?(instructionSet: Int32) {
    guard let table = tensor_dense_kernels_of(instructionSet)?.pointee else { return nil }
    self.table = table
  }

  /// The fastest of this processor.
  static let standard: DenseKernels = {
    for set in Int32(0)...2 {
      if let kernels = DenseKernels(instructionSet: 2 - set) { return kernels }
    }
    fatalError("The plain functions run on every processor.")
  }()

  /// The least multiple of a panel that holds so many outputs.
  func padded(outputs: Int) -> Int {
    let panel = Int(table.panel)
    return (outputs + panel - 1) / panel * panel
  }

  /// The least number of rows that are computed for so many.
  func padded(rows: Int) -> Int {
    let step = Int(table.rows)
    return (rows + step - 1) / step * step
  }

  /// Weights `[inputs, outputs]` in the order of ``dense(_:_:bias:low:rows:inputs:outputs:into:)``.
  func packed(_ weights: [Float], inputs: Int, outputs: Int) -> [Float] {
    let panel = Int(table.panel)
    return [Float](unsafeUninitializedCapacity: inputs * outputs) { packed, count in
      weights.withUnsafeBufferPointer { weights in
        guard let from = weights.baseAddress, let to = packed.baseAddress else { return }
        for first in stride(from: 0, to: outputs, by: panel) {
          for input in 0..<inputs {
            (to + first * inputs + input * panel).initialize(
              from: from + input * outputs + first, count: panel)
          }
        }
      }
      count = inputs * outputs
    }
  }

  /// `max(x · weights + bias, low)` for packed weights, `[rows, outputs]` from `[rows, inputs]`.
  func dense(
    _ x: [Float], _ weights: [Float], bias: [Float], low: Float, rows: Int, inputs: Int,
    outputs: Int, into y: inout [Float]
  ) {
    let rows = padded(rows: rows)
    require(
      x.count >= rows * inputs && weights.count == inputs * outputs && bias.count == outputs
        && y.count >= rows * outputs, "The memories of a layer fit its numbers.")
    table.dense(x, weights, bias, low, rows, inputs, outputs, &y)
  }

  /// `max(sum of rows of weights + bias, low)` for the rows of `ones`, into a row of `y`.
  func gather(
    _ ones: OneHotRows, row: Int, _ weights: [Float], bias: [Float], low: Float, outputs: Int,
    into y: inout [Float]
  ) {
    let range = ones.range(of: row)
    require(y.count >= (row + 1) * outputs && bias.count == outputs, "The row is there.")
    ones.indices.withUnsafeBufferPointer { indices in
      y.withUnsafeMutableBufferPointer { y in
        guard let from = indices.baseAddress, let to = y.baseAddress else { return }
        table.gather(
          from + range.lowerBound, range.count, weights, bias, low, outputs, to + row * outputs)
      }
    }
  }

  /// The products of rows `[rows, count]` with one vector.
  func dots(_ x: [Float], _ vector: [Float], rows: Int) -> [Float] {
    require(x.count >= rows * vector.count, "The rows are there.")
    return x.withUnsafeBufferPointer { x in
      guard let from = x.baseAddress else { return [] }
      return (0..<rows).map { table.dot(from + $0 * vector.count, vector, vector.count) }
    }
  }
}

/// Rows that are 1 at a few places and 0 elsewhere.
package struct OneHotRows: Sendable {
  /// The places of the ones, row after row.
  package private(set) var indices: [UInt16] = []
  private var ends: [Int] = []

  package init() {}

  /// Rows with ones at these places.
  package init(_ rows: some Sequence<[Int]>) {
    for row in rows {
      for index in row { append(UInt16(index)) }
      endRow()
    }
  }

  /// The number of rows that have ended.
  package var count: Int { ends.count }

  /// Puts a one into the row that has not ended.
  package mutating func append(_ index: UInt16) { indices.append(index) }

  /// Ends a row.
  package mutating func endRow() { ends.append(indices.count) }

  /// Removes all rows and keeps their memory.
  package mutating func removeAll() {
    indices.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// The places of a row's ones in ``indices``.
  package func range(of row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }
}
