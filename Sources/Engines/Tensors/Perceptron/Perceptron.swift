import Graphs

/// A perceptron with ReLUs between equally wide layers and one result, whose input is a few ones
/// among zeros.
///
/// So the first layer is a sum of rows of its weights, the next ones are products of matrices at
/// nearly the peak of the processor, and a row costs the same whatever its number of inputs.
/// Tensors are named as in PyTorch: `layers.0.weight` `[width, inputs]`, `layers.0.bias` `[width]`,
/// and so on; the last layer has a weight `[1, width]` only. To its result are added `base` and,
/// where there is a tensor `additive` `[inputs]`, the values of that at the ones of the input.
package struct Perceptron: Sendable {
  /// The features of an input.
  package let inputs: Int
  /// The tensors.
  package let weights: Weights

  private let kernels: DenseKernels
  private let layers: PerceptronLayers
  /// The hidden layers behind the first, packed.
  private let packed: [[Float]]
  private let additive: [Float]?

  /// The name of the tensor that is summed beside the layers.
  package static let additiveName = "additive"

  /// A perceptron of these tensors; nil where names or shapes are not those of one.
  package init?(_ weights: Weights) {
    self.init(weights, kernels: .standard)
  }

  init?(_ weights: Weights, kernels: DenseKernels) {
    guard let layers = PerceptronLayers(weights, kernels) else { return nil }
    additive = weights[Self.additiveName]?.values
    if let additive, additive.count != layers.inputs { return nil }
    self.weights = weights
    self.kernels = kernels
    self.layers = layers
    inputs = layers.inputs
    let width = layers.width
    packed = layers.matrices.dropFirst().map { kernels.packed($0, inputs: width, outputs: width) }
  }

  /// One result for each row.
  package func callAsFunction(_ rows: OneHotRows) -> [Float] {
    let width = layers.width
    var x = [Float](repeating: 0, count: kernels.padded(rows: rows.count) * width)
    for row in 0..<rows.count {
      kernels.gather(
        rows, row: row, layers.matrices[0], bias: layers.biases[0], low: 0, outputs: width,
        into: &x)
    }
    var y = x
    for (matrix, bias) in zip(packed, layers.biases.dropFirst()) {
      kernels.dense(
        x, matrix, bias: bias, low: 0, rows: rows.count, inputs: width, outputs: width, into: &y)
      swap(&x, &y)
    }
    var results = kernels.dots(x, layers.last, rows: rows.count).map { $0 + layers.base }
    guard let additive else { return results }
    for row in results.indices {
      for place in rows.range(of: row) { results[row] += additive[Int(rows.indices[place])] }
    }
    return results
  }

  /// Tensors drawn as PyTorch does: uniform in ±1/√inputs of the layer.
  ///
  /// - Parameters:
  ///   - width: the units of a hidden layer.
  ///   - hiddenLayers: how many of them, at least 1.
  ///   - base: what the last layer is added to.
  package static func drawn(
    inputs: Int, width: Int, hiddenLayers: Int, base: Float,
    using generator: inout some RandomNumberGenerator
  ) -> Weights {
    require(hiddenLayers >= 1, "A perceptron has a hidden layer.")
    func tensor(_ shape: [Int], fanIn: Int) -> Tensor {
      let limit = 1 / Float(fanIn).squareRoot()
      return Tensor(
        shape: shape,
        values: (0..<shape.reduce(1, *)).map { _ in
          Float.random(in: -limit...limit, using: &generator)
        })
    }
    var weights = Weights()
    for layer in 0..<hiddenLayers {
      let fanIn = layer == 0 ? inputs : width
      weights["layers.\(layer).weight"] = tensor([width, fanIn], fanIn: fanIn)
      weights["layers.\(layer).bias"] = tensor([width], fanIn: fanIn)
    }
    weights["layers.\(hiddenLayers).weight"] = tensor([1, width], fanIn: width)
    weights["base"] = Tensor(shape: [1], values: [base])
    return weights
  }
}

/// The matrices `[inputs, outputs]` of a perceptron, with zeros up to whole panels of outputs.
struct PerceptronLayers: Sendable {
  let inputs: Int
  /// The units of a hidden layer, a multiple of a panel.
  let width: Int
  /// One per hidden layer.
  var matrices: [[Float]] = []
  var biases: [[Float]] = []
  var last: [Float]
  var base: Float
  /// The units of a hidden layer without zeros.
  let units: Int

  /// Nil where names or shapes are not those of a perceptron.
  init?(_ weights: Weights, _ kernels: DenseKernels) {
    let count = (0...).prefix { weights["layers.\($0).bias"] != nil }.count
    guard count > 0, let first = weights["layers.0.weight"], first.shape.count == 2,
      let last = weights["layers.\(count).weight"], let base = weights["base"],
      base.values.count == 1
    else { return nil }
    (units, inputs) = (first.shape[0], first.shape[1])
    guard last.shape == [1, units] else { return nil }
    width = kernels.padded(outputs: units)
    let missing = [Float](repeating: 0, count: width - units)
    self.last = last.values + missing
    self.base = base.values[0]
    for layer in 0..<count {
      let rows = layer == 0 ? inputs : units
      guard let weight = weights["layers.\(layer).weight"], weight.shape == [units, rows],
        let bias = weights["layers.\(layer).bias"], bias.shape == [units]
      else { return nil }
      biases.append(bias.values + missing)
      var matrix = [Float](repeating: 0, count: (layer == 0 ? inputs : width) * width)
      for unit in 0..<units {
        for row in 0..<rows { matrix[row * width + unit] = weight.values[unit * rows + row] }
      }
      matrices.append(matrix)
    }
  }

  /// The tensors with names and shapes as of PyTorch.
  var weights: Weights {
    var weights = Weights()
    for (layer, matrix) in matrices.enumerated() {
      let rows = layer == 0 ? inputs : units
      var values = [Float](repeating: 0, count: units * rows)
      for unit in 0..<units {
        for row in 0..<rows { values[unit * rows + row] = matrix[row * width + unit] }
      }
      weights["layers.\(layer).weight"] = Tensor(shape: [units, rows], values: values)
      weights["layers.\(layer).bias"] = Tensor(
        shape: [units], values: Array(biases[layer].prefix(units)))
    }
    weights["layers.\(matrices.count).weight"] = Tensor(
      shape: [1, units], values: Array(last.prefix(units)))
    weights["base"] = Tensor(shape: [1], values: [base])
    return weights
  }
}
