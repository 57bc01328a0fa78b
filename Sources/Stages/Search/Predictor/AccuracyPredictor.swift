package import Architectures
import Foundation
package import Tensors

/// Predicts accuracies of sub-networks by perceptrons on their one-hot features, as the mean of one
/// or several of them.
///
/// Each has three hidden layers of 400 units (arXiv 1908.09791, appendix A) and adds the mean
/// accuracy of its training and a sum over the features. A prediction ranks architectures of one
/// supernet; it is no measurement.
package struct AccuracyPredictor: Sendable {
  /// The space of the architectures.
  package var space: SearchSpace { features.layout.space }
  /// The units of its first hidden layer.
  package var width: Int { members[0].weights["layers.0.bias"]?.values.count ?? 0 }
  /// How many perceptrons predict.
  package var memberCount: Int { members.count }
  let features: GenomeFeatures
  private let members: [Perceptron]

  /// A predictor of these tensors, one set for each member.
  ///
  /// - Throws: ``PredictorError/malformed(place:)`` where they are not those of a predictor.
  package init(_ members: [Weights], for space: SearchSpace) throws(PredictorError) {
    guard !members.isEmpty else { throw .malformed(place: "the tensors") }
    features = GenomeFeatures(GenomeLayout(space))
    var perceptrons: [Perceptron] = []
    for (index, weights) in members.enumerated() {
      guard let perceptron = Perceptron(weights), perceptron.inputs == features.count else {
        throw .malformed(place: "member \(index)")
      }
      perceptrons.append(perceptron)
    }
    self.members = perceptrons
  }

  /// The predicted accuracies, in the order of the architectures.
  package func callAsFunction(_ architectures: [Architecture]) -> [Double] {
    var rows = OneHotRows()
    for architecture in architectures {
      features.append(features.layout.genome(of: architecture)[...], to: &rows)
    }
    return predictions(rows).map(Double.init)
  }

  /// The predicted accuracies of encoded architectures: one product of matrices per layer.
  func predictions(_ rows: OneHotRows) -> [Float] {
    var sums = members[0](rows)
    for member in members.dropFirst() {
      for (index, value) in member(rows).enumerated() { sums[index] += value }
    }
    if members.count == 1 { return sums }
    return sums.map { $0 / Float(members.count) }
  }

  // MARK: Files

  private static let spaceKey = "space"
  private static let countKey = "members"

  /// The tensors, and the space that they are for.
  package var file: Safetensors {
    get throws {
      var all = Weights()
      for (index, member) in members.enumerated() {
        for name in member.weights.names { all["\(index)/\(name)"] = member.weights[name] }
      }
      return Safetensors(
        all,
        metadata: [
          Self.spaceKey: String(decoding: try Self.encoded(space), as: UTF8.self),
          Self.countKey: "\(members.count)",
        ])
    }
  }

  /// Reads a predictor of this space; throws `PredictorError` where it is one of another.
  package init(_ file: Safetensors, for space: SearchSpace) throws {
    guard let text = file.metadata[Self.spaceKey] else {
      throw PredictorError.malformed(place: "the metadata")
    }
    guard let known = try? JSONDecoder().decode(SearchSpace.self, from: Data(text.utf8)) else {
      throw PredictorError.malformed(place: "the search space in the metadata")
    }
    guard known == space else {
      throw PredictorError.otherSpace(expected: space.name, found: known.name)
    }
    let count = file.metadata[Self.countKey].flatMap(Int.init) ?? 0
    var members: [Weights] = []
    for index in 0..<min(max(count, 0), file.weights.names.count) {
      var weights = Weights()
      let member = "\(index)/"
      for tensor in file.weights.names where tensor.hasPrefix(member) {
        weights[String(tensor.dropFirst(member.count))] = file.weights[tensor]
      }
      members.append(weights)
    }
    try self.init(members, for: space)
  }

  private static func encoded(_ space: SearchSpace) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(space)
  }
}

/// A predictor that cannot be used.
public enum PredictorError: Error, Equatable, CustomStringConvertible {
  /// It was trained for another search space.
  case otherSpace(expected: String, found: String)
  /// Something of it is missing or has another shape.
  case malformed(place: String)
  /// There are too few measured architectures to train one.
  case tooFew(needed: Int, found: Int)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .otherSpace(let expected, let found) where expected == found:
      "The accuracy predictor was trained for another search space of the name '\(found)'. "
        + "Measure sub-networks of this one and train a predictor on them."
    case .otherSpace(let expected, let found):
      "The accuracy predictor was trained for the search space '\(found)', this is '\(expected)'. "
        + "Measure sub-networks of this one and train a predictor on them."
    case .malformed(let place):
      "This is no accuracy predictor of the search space: \(place) does not have its form."
    case .tooFew(let needed, let found):
      "An accuracy predictor needs \(needed) measured architectures at the least; here are \(found)."
    }
  }
}
