import Graphs
import Tensors
public import Training

/// The answers of a network, added up over images.
public enum AnswerTally: Equatable, Sendable {
  /// Of a network that classifies.
  case classes(ConfusionMatrix)
  /// Of a network with plain values.
  case values(ExplainedVariance)

  /// A tally without images.
  init(_ task: NetworkTask) {
    switch task {
    case .classes(let names): self = .classes(ConfusionMatrix(classes: names.count))
    case .values: self = .values(ExplainedVariance())
    }
  }

  /// Adds the outputs for each image of a batch.
  ///
  /// - Parameters:
  ///   - outputs: of one image each.
  ///   - batch: the images as the network reads them; plain values are to be theirs.
  mutating func add(_ outputs: [some Collection<Float>], to batch: Batch) {
    switch self {
    case .classes(var matrix):
      for (label, output) in zip(batch.labels, outputs) {
        matrix.add(label: label, answer: output.positionOfLargest)
      }
      self = .classes(matrix)
    case .values(var explained):
      let length = batch.shape.count
      for (index, output) in outputs.enumerated() {
        explained.add(
          outputs: output, targets: batch.images[index * length..<(index + 1) * length])
      }
      self = .values(explained)
    }
  }

  /// All images.
  public var images: Int {
    switch self {
    case .classes(let matrix): matrix.images
    case .values(let explained): explained.inputs
    }
  }

  /// How well the network does by the score of its task, 0 to 1.
  public var score: Double {
    switch self {
    case .classes(let matrix): matrix.accuracy
    case .values(let explained): explained.share
    }
  }

  /// The classes that were taken for each other; nil where there are none.
  public var confusion: ConfusionMatrix? {
    switch self {
    case .classes(let matrix): matrix
    case .values: nil
    }
  }
}

/// Files have what is counted, without the name of the case.
extension AnswerTally: Codable {
  private enum CodingKeys: CodingKey { case counts }

  /// Reads counts of classes, or sums of plain values where there are none.
  public init(from decoder: any Decoder) throws {
    let isMatrix = try decoder.container(keyedBy: CodingKeys.self).contains(.counts)
    self =
      isMatrix
      ? .classes(try ConfusionMatrix(from: decoder)) : .values(try ExplainedVariance(from: decoder))
  }

  /// Writes either.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .classes(let matrix): try matrix.encode(to: encoder)
    case .values(let explained): try explained.encode(to: encoder)
    }
  }
}

extension QuantizedType {
  /// The real values that stored ones stand for.
  func values(of stored: [Int8]) -> [Float] {
    stored.map { Float(scale * Double(Int32($0) - zeroPoint)) }
  }
}
