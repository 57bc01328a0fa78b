package import Planning

/// What one layer of a network takes on a microcontroller.
package struct LayerCost: Equatable, Sendable {
  /// The name of the node.
  package var name: String
  /// The function that computes it.
  package var function: KernelFunction
  /// Multiply-adds for one image.
  package var macs: Int
  /// Instructions for one image.
  package var instructions: Int
  /// Cycles for one image.
  package var cycles: Int
  /// Flash: constants, the layer's numbers and its calls; the code of the function is shared.
  package var flashBytes: Int
  /// The constants among it: weights, biases, multipliers and tables.
  package var constantBytes: Int
}
