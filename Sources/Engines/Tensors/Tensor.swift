import Graphs

/// Values in row-major order with their dimensions, outermost first.
package struct Tensor: Equatable, Sendable {
  /// The dimensions; empty for a single value.
  package let shape: [Int]
  /// As many values as the shape holds.
  package var values: [Float]

  package init(shape: [Int], values: [Float]) {
    require(
      values.count == shape.reduce(1, *), "\(values.count) values do not fill the shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// A tensor of one repeated value.
  package init(shape: [Int], repeating value: Float) {
    self.init(shape: shape, values: [Float](repeating: value, count: shape.reduce(1, *)))
  }
}
