/// The kernel that computes a step of a network, and what it takes along.
///
/// Weights, biases and multipliers are counted per output channel. Where weights turn out so large
/// that two sums do not fit one word, a convolution takes fewer constants and no scratch.
package struct KernelForecast: Equatable, Sendable {
  /// The C function.
  package let function: KernelFunction
  /// How often it is called: once, but for each input of a concatenation.
  package let calls: Int
  /// The bytes of each array of constants.
  package let constants: [Int]
  /// The bytes that the function needs while it runs.
  package let scratchBytes: Int

  /// The kernel of a layer, or nil where no function is called for it.
  ///
  /// - Parameter form: how the multipliers of a convolution or dense layer are stored.
  package init?(_ layer: LayerShape, _ form: MultiplierForm = MultiplierForm()) {
    guard let function = layer.function else { return nil }
    self.function = function
    calls = layer.calls
    constants = function.description.constants(layer, form)
    scratchBytes = layer.scratchBytes
  }
}
