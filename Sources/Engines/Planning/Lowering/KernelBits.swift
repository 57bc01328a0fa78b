package import Graphs

/// The bits of what a layer reads, multiplies by and computes.
package struct KernelBits: Hashable, Sendable {
  package var input, weights, output: Precision

  package init(input: Precision, weights: Precision, output: Precision) {
    (self.input, self.weights, self.output) = (input, weights, output)
  }

  /// The bits of a layer with several inputs: the fewest of them decide; the image reads none.
  package init(inputs: [Precision], weights: Precision, output: Precision) {
    self.init(
      input: inputs.min { $0.rawValue < $1.rawValue } ?? output, weights: weights, output: output)
  }

  /// 8 bits everywhere.
  package static let eight = KernelBits(input: .bits8, weights: .bits8, output: .bits8)
}
