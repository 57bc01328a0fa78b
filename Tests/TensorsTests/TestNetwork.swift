import Graphs
import Randomness
import Tensors
import Testing

/// A small network on which an engine is tried.
struct TestNetwork: Sendable, CustomTestStringConvertible {
  let name: String
  /// The shape of an image.
  let image: Shape
  /// Adds the layers behind the image; the result is a vector of classes.
  private let layers: @Sendable (Flow<FloatOp>) throws -> Flow<FloatOp>

  var testDescription: String { name }

  init(
    _ name: String, image: Shape = Shape(height: 5, width: 5, channels: 2),
    layers: @escaping @Sendable (Flow<FloatOp>) throws -> Flow<FloatOp>
  ) {
    self.name = name
    self.image = image
    self.layers = layers
  }

  /// An operation between two layers with parameters: the gradient of the first one tests that of
  /// the operation's input, and every value of its result has a weight of its own in the second.
  static func around(
    _ name: String, side: Int = 5, channels: Int = 4,
    _ body: @escaping @Sendable (Flow<FloatOp>) throws -> Flow<FloatOp>
  ) -> TestNetwork {
    TestNetwork(name, image: Shape(height: side, width: side, channels: 2)) { image in
      let result = try body(image.convolution("front", channels, kernel: 1, bias: true))
      return try result.flatten(named: "head.flatten").dense("head", 3)
    }
  }

  func graph() throws -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: name)
    let image = try builder.input(image)
    return builder.graph(output: try layers(image))
  }
}

/// Where tests draw their numbers.
struct Draw {
  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  mutating func values(_ count: Int, _ range: ClosedRange<Float> = -1...1) -> [Float] {
    (0..<count).map { _ in Float.random(in: range, using: &generator) }
  }

  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

  /// Images with values from −1 to 1.
  mutating func batch(_ images: Int, of shape: Shape) -> Batch {
    Batch(
      images: values(images * shape.count), shape: shape,
      labels: (0..<images).map { $0 % 3 })
  }

  /// Distributions over the classes, none of them zero.
  mutating func targets(_ images: Int, classes: Int) -> [Float] {
    (0..<images).flatMap { _ in
      let shares = values(classes, 0.1...1)
      let sum = shares.reduce(0, +)
      return shares.map { $0 / sum }
    }
  }

  /// Values for every parameter that keep the values of a network between about −2 and 2.
  mutating func weights(_ parameters: [Parameter]) -> Weights {
    var weights = Weights()
    for parameter in parameters {
      weights[parameter.name] = Tensor(
        shape: parameter.shape, values: values(parameter.count, range(of: parameter)))
    }
    return weights
  }

  private func range(of parameter: Parameter) -> ClosedRange<Float> {
    switch parameter.role {
    case .weight where parameter.shape.count == 1: return 0.5...1.5
    case .weight:
      let bound = (3 / Float(parameter.shape.dropFirst().reduce(1, *))).squareRoot()
      return -bound...bound
    case .bias, .runningMean: return -0.3...0.3
    case .runningVariance, .clip, .step, .ratio: return 0.5...1.5
    }
  }
}

/// Whether each value lies within a share of the largest value from its twin.
func expectAgreement(
  _ found: [Float], _ expected: [Float], within tolerance: Float, floor: Float = 0,
  _ what: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
  let scale = max(expected.reduce(0) { max($0, abs($1)) }, floor)
  let distance = zip(found, expected).reduce(Float(0)) {
    $1.0.isFinite ? max($0, abs($1.0 - $1.1)) : .infinity
  }
  #expect(
    distance <= tolerance * scale, "\(what): \(distance) apart, values up to \(scale)",
    sourceLocation: sourceLocation)
}
