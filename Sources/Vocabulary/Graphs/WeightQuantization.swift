/// How the weights of a layer are rounded to those that an integer network stores, with steps that
/// are trained.
///
/// With s the step of a weight's output channel and n the largest stored weight (127, 7 or 1), the
/// value of a weight is `s · clamp(round(w / s), −n, n)`, halves away from zero. Its gradient passes
/// straight through to w where |w / s| ≤ n and is 0 elsewhere; that of the step is
/// `round(w / s) − w / s` there and ±n elsewhere, times `1 / √(count · n)` with as many weights as
/// share the step (arXiv 1902.08153). A step of 0 stands for weights that are all 0.
package struct WeightQuantization: Hashable, Codable, Sendable {
  /// The bits of a stored weight.
  package var precision: Precision
  /// The name of the stored steps: `[outputs]`, or `[1]` for all outputs.
  package var steps: String
  /// The name of a stored tensor `[outputs]`, of role ``Parameter/Role/ratio``: the step of output o
  /// is `steps[0] · ratios[o]`, of either sign; nil where `steps` are all.
  package var ratios: String?

  package init(precision: Precision, steps: String, ratios: String? = nil) {
    self.precision = precision
    self.steps = steps
    self.ratios = ratios
  }

  /// The stored weight that stands for `weight`; what the engine computes with is `step` times it.
  package func code(of weight: Float, step: Float) -> Int8 {
    guard step != 0 else { return 0 }
    let largest = Float(precision.maximum)
    return Int8(min(max((weight / step).rounded(), -largest), largest))
  }
}
