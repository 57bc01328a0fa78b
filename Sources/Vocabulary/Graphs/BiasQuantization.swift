/// How the biases of a layer are rounded to the scale of its sums, on which an integer network stores
/// them.
///
/// With s the step of an output's weights and S that of the values that they multiply, a bias is
/// `s·S · round(b / (s·S))`, halves away from zero. Its gradient passes straight through, and none
/// reaches steps or clip. Few bits make sums of large steps, so that training has to know.
package struct BiasQuantization: Hashable, Codable, Sendable {
  /// The steps of the weights, as in ``WeightQuantization``.
  package var steps: String
  /// Their ratios, as in ``WeightQuantization``.
  package var ratios: String?
  /// What rounds the values that the weights multiply.
  package var input: FakeQuantizer
  /// The name of its stored clip `[1]`; nil where its range is fixed.
  package var clip: String?

  package init(steps: String, ratios: String?, input: FakeQuantizer, clip: String?) {
    self.steps = steps
    self.ratios = ratios
    self.input = input
    self.clip = clip
  }

  /// The bias that stands for `bias` where the sum has this step.
  ///
  /// A bias of 2^24 steps and more is as it is in single precision; so is one beside weights that are
  /// all 0, whose step is 0.
  package static func value(of bias: Float, step: Float) -> Float {
    let count = bias / step
    return abs(count) < 0x1p24 ? step * count.rounded() : bias
  }
}
