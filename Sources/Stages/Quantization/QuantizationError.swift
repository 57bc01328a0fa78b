public import Graphs

/// A network, weights or images that cannot be turned into an integer network.
public enum QuantizationError: Error, Equatable, CustomStringConvertible {
  /// A tensor of the network is not among the weights.
  case missingWeight(name: String, shape: [Int])
  /// A tensor has other dimensions than the network says.
  case weightShape(name: String, expected: [Int], found: [Int])
  /// A tensor holds an infinity or something that is no number.
  case weightNotFinite(name: String, index: Int)
  /// The running variance of a batch norm is negative.
  case variance(name: String, channel: Int, found: Float)
  /// There is nothing to choose ranges from.
  case noCalibrationImages
  /// The images for calibration are not those of the network.
  case imageShape(expected: Shape, found: Shape)
  /// A value of the network in floating point is an infinity or no number.
  case valueNotFinite(node: String)
  /// Mean and standard deviation do not match the channels of the image.
  case normalizationCount(channels: Int, mean: Int, std: Int)
  /// A mean is not finite, or a standard deviation is not above 0.
  case normalization(channel: Int, mean: Float, std: Float)
  /// The share of values that a range keeps is not above 0.5 and at most 1.
  case percentile(Double)
  /// Softmax stays on the host, so nothing may read it.
  case operationAfterSoftmax(softmax: String, reader: String)
  /// An average that leaves padding out divides by another count at the border.
  case paddedAverage(node: String)
  /// A sum of this layer could leave 32 bits.
  case accumulator(node: String, channel: Int, bound: Int)
  /// The output of a layer has a step too small for its inputs.
  case multiplier(node: String, channel: Int, found: Double)

  /// One or two sentences: where, what was expected, what was found and what to do.
  public var description: String {
    switch self {
    case .missingWeight(let name, let shape):
      "The weights have no tensor '\(name)' of shape \(shape); take the weights that belong to this network."
    case .weightShape(let name, let expected, let found):
      "Tensor '\(name)' has the shape \(found); the network needs \(expected)."
    case .weightNotFinite(let name, let index):
      "Value \(index) of tensor '\(name)' is not finite; training has diverged, so take an earlier checkpoint or a lower learning rate."
    case .variance(let name, let channel, let found):
      "Tensor '\(name)' holds the variance \(found) for channel \(channel); a variance is at least 0."
    case .noCalibrationImages:
      "There are no calibration images; give at least one, better some hundred, from the training set."
    case .imageShape(let expected, let found):
      "The calibration images are \(found); the network takes \(expected). Resize the images."
    case .valueNotFinite(let node):
      "The value of node '\(node)' is not finite on the calibration images; check the weights and the normalisation."
    case .normalizationCount(let channels, let mean, let std):
      "The image has \(channels) channels, but there are \(mean) means and \(std) standard deviations; give one of each per channel, or one for all."
    case .normalization(let channel, let mean, let std):
      "Channel \(channel) has the mean \(mean) and the standard deviation \(std); the mean must be finite and the standard deviation above 0."
    case .percentile(let share):
      "A range cannot keep the share \(share) of the values; choose a share above 0.5 and at most 1, for example 0.9999."
    case .operationAfterSoftmax(let softmax, let reader):
      "Node '\(reader)' reads softmax '\(softmax)'; softmax is left out of integer networks and can only be their end. Remove it or what follows it."
    case .paddedAverage(let node):
      "Average pool '\(node)' has padding, which integer networks do not average; use a window without padding."
    case .accumulator(let node, let channel, let bound):
      "Channel \(channel) of node '\(node)' can add up to \(bound), more than the \(Int32.max) of 32 bits; split the layer or give it fewer inputs."
    case .multiplier(let node, let channel, let found):
      "Channel \(channel) of node '\(node)' needs the multiplier \(found), too large for its sums; its output is almost constant on the calibration images, so calibrate with more images or remove the layer."
    }
  }
}
