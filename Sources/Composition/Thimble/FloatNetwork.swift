public import Foundation
public import Graphs
import Quantization
import Supernets
import Tensors

/// A network in floating point with its weights, ready to run and to become integers.
///
/// Nothing of it is a file: a graph and weights go in, an ``IntegerNetwork`` comes out.
public struct FloatNetwork: Sendable {
  /// What is computed.
  public let graph: FloatGraph
  /// How the pixels of an image become the input of the graph.
  public let normalization: PixelNormalization

  private let tensors: Weights

  /// A network with weights that were trained elsewhere.
  ///
  /// - Parameters:
  ///   - graph: what is computed.
  ///   - weights: the values of each of `graph.parameters` by its name, in row-major order; names and
  ///     shapes are those of PyTorch, such as `stem.weight` of `[outputs, inputs, height, width]`.
  ///     Values of other names are left out.
  ///   - normalization: with as many channels as the input of the graph.
  /// - Throws: `GraphError` where the graph breaks a rule; `QuantizationError` where values are missing
  ///   or of another number, or where the normalization has other channels.
  public init(
    _ graph: FloatGraph, weights: [String: [Float]], reading normalization: PixelNormalization
  ) throws {
    var tensors = Weights()
    for parameter in graph.parameters {
      guard let values = weights[parameter.name] else {
        throw QuantizationError.missingWeight(name: parameter.name, shape: parameter.shape)
      }
      guard values.count == parameter.count else {
        throw QuantizationError.weightShape(
          name: parameter.name, expected: parameter.shape, found: [values.count])
      }
      tensors[parameter.name] = Tensor(shape: parameter.shape, values: values)
    }
    try self.init(graph, tensors, normalization)
  }

  /// A network with the weights of a file in safetensors layout, in single precision.
  ///
  /// - Parameters:
  ///   - graph: what is computed.
  ///   - file: with a tensor for each of `graph.parameters`, of its name and shape; others are left
  ///     out.
  ///   - normalization: with as many channels as the input of the graph.
  /// - Throws: `SafetensorsError` where the file cannot be read, and what
  ///   ``init(_:weights:reading:)`` throws.
  public init(
    _ graph: FloatGraph, weightsIn file: URL, reading normalization: PixelNormalization
  ) throws {
    let stored = try Safetensors(contentsOf: file).weights
    var tensors = Weights()
    for parameter in graph.parameters {
      guard let tensor = stored[parameter.name] else {
        throw QuantizationError.missingWeight(name: parameter.name, shape: parameter.shape)
      }
      guard tensor.shape == parameter.shape else {
        throw QuantizationError.weightShape(
          name: parameter.name, expected: parameter.shape, found: tensor.shape)
      }
      tensors[parameter.name] = tensor
    }
    try self.init(graph, tensors, normalization)
  }

  /// A network with drawn weights, as it is before a training; the same seed gives the same weights.
  ///
  /// - Throws: `GraphError` where the graph breaks a rule; `QuantizationError` where the normalization
  ///   has other channels.
  public init(
    _ graph: FloatGraph, seed: UInt64, reading normalization: PixelNormalization
  ) throws {
    try self.init(graph, Supernet.initialWeights(of: graph, seed: seed), normalization)
  }

  private init(
    _ graph: FloatGraph, _ tensors: Weights, _ normalization: PixelNormalization
  ) throws {
    try graph.verify()
    try normalization.check(channels: graph.inputValue.channels)
    self.graph = graph
    self.tensors = tensors
    self.normalization = normalization
  }

  /// The values of each parameter by its name, in row-major order.
  public var weights: [String: [Float]] {
    var values: [String: [Float]] = [:]
    for name in tensors.names { values[name] = tensors[name]?.values }
    return values
  }

  /// The result of the network for one image, in floating point.
  ///
  /// - Parameter pixels: `[H, W, C]`, one byte per channel and pixel.
  /// - Throws: ``PixelError/count(expected:found:)``.
  public func result(for pixels: [UInt8]) throws -> [Float] {
    let engine = Engine(threads: 1)
    return engine.values(
      of: [graph.output], in: Network(graph), ParameterStore(tensors),
      on: try batch(of: [pixels]))[0]
  }

  /// The same network in integers of 8 bits.
  ///
  /// Batch norms are folded into layers, weights get a step per output channel, and the ranges of
  /// activations are those with the least squared error on the images. A softmax at the end is left
  /// out. The same arguments give the same network.
  /// - Parameters:
  ///   - images: of the training set, at least one, better some hundred; each `[H, W, C]`, one byte per
  ///     channel and pixel.
  ///   - threads: of the float engine, at least 1.
  /// - Throws: ``PixelError/count(expected:found:)``; `QuantizationError` where there are no images,
  ///   where a value is not finite or where a layer cannot be held in 32 bits.
  public func quantized(calibratedOn images: [[UInt8]], threads: Int = 1) throws -> IntegerNetwork {
    let engine = Engine(threads: threads)
    let batches = images.isEmpty ? [] : [try batch(of: images)]
    let integers = try Quantization.quantize(
      graph, tensors, calibratedOn: batches, mean: normalization.mean, std: normalization.std,
      threads: threads
    ) { graph, weights, nodes, batch in
      engine.values(of: nodes, in: Network(graph), ParameterStore(weights), on: batch)
    }
    return try IntegerNetwork(integers, reading: normalization)
  }

  /// Images as the float engine reads them; their labels are not used.
  private func batch(of images: [[UInt8]]) throws(PixelError) -> Batch {
    var values: [Float] = []
    for pixels in images {
      try graph.inputValue.check(pixels)
      values += normalization.values(of: pixels)
    }
    return Batch(
      images: values, shape: graph.inputValue,
      labels: [Int](repeating: 0, count: images.count))
  }
}
