import Graphs
import Tensors

/// Throws where a tensor of the network is missing, has other dimensions or is not finite.
func checkWeights(of graph: FloatGraph, _ weights: Weights) throws(QuantizationError) {
  for parameter in graph.parameters {
    try checkTensor(parameter.name, shape: parameter.shape, in: weights)
  }
}

/// Throws where a tensor is missing, has other dimensions or is not finite.
func checkTensor(_ name: String, shape: [Int], in weights: Weights) throws(QuantizationError) {
  guard let tensor = weights[name] else { throw .missingWeight(name: name, shape: shape) }
  guard tensor.shape == shape else {
    throw .weightShape(name: name, expected: shape, found: tensor.shape)
  }
  if let index = tensor.values.firstIndex(where: { !$0.isFinite }) {
    throw .weightNotFinite(name: name, index: index)
  }
}
