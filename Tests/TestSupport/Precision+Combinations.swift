package import Graphs

/// The bits of what a layer reads, multiplies by and computes.
package struct LayerPrecision: Hashable, Sendable, CustomStringConvertible {
  package var input, weights, output: Precision

  package var description: String {
    "\(input.rawValue) x \(weights.rawValue) to \(output.rawValue) bits"
  }

  /// All 27.
  package static let all = Precision.allCases.flatMap { input in
    Precision.allCases.flatMap { weights in
      Precision.allCases.map { LayerPrecision(input: input, weights: weights, output: $0) }
    }
  }
}
