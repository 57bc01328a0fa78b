import Foundation
import Graphs

/// How a network is trained: everything that, with data and first values, decides the result.
package struct Recipe: Codable, Equatable, Sendable {
  /// How gradients change values.
  package enum Method: Codable, Equatable, Sendable {
    /// Stochastic gradient descent with momentum, looking ahead where `isNesterov`.
    case sgd(momentum: Double, isNesterov: Bool)
    /// Adam with decoupled weight decay (arXiv 1711.05101).
    case adamW(beta1: Double, beta2: Double, epsilon: Double)

    /// Nesterov momentum of 0.9.
    package static let standardSGD = Method.sgd(momentum: 0.9, isNesterov: true)
    /// The usual moments of AdamW.
    package static let standardAdamW = Method.adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
  }

  /// A step from which on the learning rate is another share of its peak.
  package struct Drop: Codable, Equatable, Sendable {
    /// The step, counted from 0; a drop before the training is there from its beginning.
    package var step: Int
    /// The share of the peak.
    package var factor: Double

    package init(step: Int, factor: Double) {
      self.step = step
      self.factor = factor
    }
  }

  /// How gradients change values.
  package var method: Method
  /// The learning rate at the end of the warm-up.
  package var peakLearningRate: Double
  /// Steps in which the learning rate rises, at least 0.
  package var warmUpSteps: Int
  /// All steps, at least 0.
  package var totalSteps: Int
  /// Pulls weights to zero; biases and batch norms are left alone.
  package var weightDecay: Double
  /// The share of each target that is spread over all classes, 0 up to but not including 1.
  package var labelSmoothing: Double
  /// The decay of the moving average of the weights, 0 up to but not including 1; nil keeps none.
  package var averageDecay: Double?
  /// The steps at which the learning rate falls, ascending; nil lets it fall as a cosine.
  package var drops: [Drop]?

  package init(
    method: Method = .standardSGD, peakLearningRate: Double, warmUpSteps: Int = 0,
    totalSteps: Int, weightDecay: Double = 0, labelSmoothing: Double = 0,
    averageDecay: Double? = nil, drops: [Drop]? = nil
  ) {
    require(warmUpSteps >= 0 && totalSteps >= 0, "Steps are counted from 0.")
    self.method = method
    self.peakLearningRate = peakLearningRate
    self.warmUpSteps = warmUpSteps
    self.totalSteps = totalSteps
    self.weightDecay = weightDecay
    self.labelSmoothing = labelSmoothing
    self.averageDecay = averageDecay
    self.drops = drops
  }

  /// The learning rate of a step, counted from 0.
  ///
  /// With peak p, w warm-up steps and n steps in all, step k has p · (k + 1) / w where k < w, then
  /// p · (1 + cos(π · (k − w) / (n − w))) / 2: p at k = w, and 0 would follow the last step. With
  /// drops it is p until the first of them, then p times the factor of the last one that has come.
  package func learningRate(at step: Int) -> Double {
    if step < warmUpSteps { return peakLearningRate * Double(step + 1) / Double(warmUpSteps) }
    if let drops {
      return peakLearningRate * (drops.last { $0.step <= step }?.factor ?? 1)
    }
    let share = Double(step - warmUpSteps) / Double(max(totalSteps - warmUpSteps, 1))
    return peakLearningRate * 0.5 * (1 + cos(.pi * min(share, 1)))
  }

  /// The recipe as text that differs where the recipe does.
  var fingerprint: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // A rate that is not a number is the only thing that does not encode.
    let json = try? encoder.encode(self)
    return json.map { String(decoding: $0, as: UTF8.self) } ?? "\(self)"
  }
}
