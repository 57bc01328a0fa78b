import Tensors

/// Where and how a training went astray.
public struct Divergence: Equatable, Sendable {
  /// What showed it.
  public enum Sign: Equatable, Sendable {
    /// The loss is infinite or no number.
    case lossOverflow
    /// The loss is so far above the first one that it does not come back.
    case loss(Float, first: Float)
    /// Trained values are infinite or no numbers.
    case valueOverflow
    /// Trained values have grown beyond use while the loss is no better than the first one.
    case values(largest: Float)

    /// What is wrong, as a main clause.
    public var clause: String {
      switch self {
      case .lossOverflow: "the loss is no finite number any more"
      case .loss(let loss, let first): "the loss has grown from \(first) to \(loss)"
      case .valueOverflow: "weights are no finite numbers any more"
      case .values(let largest):
        "weights have grown up to \(largest), and the loss is no better than at the beginning"
      }
    }
  }

  /// The step, counted from 0.
  public var step: Int
  /// The learning rate of the step.
  public var learningRate: Double
  /// What showed it.
  public var sign: Sign

  package init(step: Int, learningRate: Double, sign: Sign) {
    self.step = step
    self.learningRate = learningRate
    self.sign = sign
  }
}

/// Watches a training: its loss in every step, its values where they are saved.
///
/// A batch norm takes out whatever scale the weights before it have, so that a network may be ruined
/// while its loss is finite, and even while it is that of guessing. Limits are far from all that a
/// training recovers from, which a handful of images may show.
struct DivergenceWatch {
  /// How many times the first loss, or 1 where that is less, is beyond recovery.
  static let hopelessFactor: Float = 1000
  /// How many times the largest first value, or 1, is beyond use.
  static let grownFactor: Float = 100

  private var firstLoss: Float?
  private let firstLargest: Float

  /// - Parameter values: the first ones.
  init(_ values: Weights) {
    firstLargest = values.largestMagnitude
  }

  /// What is wrong with the loss of a step, or nil.
  mutating func sign(ofLoss loss: Float) -> Divergence.Sign? {
    guard loss.isFinite else { return .lossOverflow }
    let first = firstLoss ?? loss
    firstLoss = first
    return loss > Self.hopelessFactor * max(first, 1) ? .loss(loss, first: first) : nil
  }

  /// What is wrong with the values, or nil.
  ///
  /// - Parameter loss: the mean of the last steps.
  func sign(of values: Weights, loss: Float) -> Divergence.Sign? {
    let largest = values.largestMagnitude
    guard largest.isFinite else { return .valueOverflow }
    guard let firstLoss, loss > 0.95 * firstLoss,
      largest > Self.grownFactor * max(firstLargest, 1)
    else { return nil }
    return .values(largest: largest)
  }
}

extension Weights {
  /// The largest magnitude of all values; infinite where one is no number.
  fileprivate var largestMagnitude: Float {
    var largest: Float = 0
    for name in names {
      for value in self[name]?.values ?? [] {
        // Written so that what is no number does not pass.
        if !(value.magnitude <= largest) { largest = value.isNaN ? .infinity : value.magnitude }
      }
    }
    return largest
  }
}
