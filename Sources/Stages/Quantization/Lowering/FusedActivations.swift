import Graphs

/// Which nodes become one: a ReLU is part of the range of the layer before it, softmax is left out.
struct FusedActivations {
  /// The node whose value is the result, softmax left out.
  let output: Int
  /// Whether the result depends on the node.
  let isLive: [Bool]
  /// For each layer with a ReLU in its output, the node of that ReLU.
  let activation: [Int?]
  /// Whether the node is a ReLU inside the layer before it.
  let isInside: [Bool]
  /// The live nodes that read each node.
  let readers: [[Int]]

  /// - Throws: where softmax is not the end of the network.
  init(_ graph: FloatGraph) throws(QuantizationError) {
    var output = graph.output
    while case .softmax = graph.nodes[output].op { output = graph.nodes[output].inputs[0] }
    var isLive = graph.nodes.map { _ in false }
    isLive[output] = true
    // The image is stored even where nothing reads it.
    isLive[0] = true
    for index in graph.nodes.indices.reversed() where isLive[index] {
      for input in graph.nodes[index].inputs {
        if case .softmax = graph.nodes[input].op {
          throw .operationAfterSoftmax(
            softmax: graph.nodes[input].name, reader: graph.nodes[index].name)
        }
        isLive[input] = true
      }
    }
    let readers = graph.consumers.map { $0.filter { isLive[$0] } }
    var activation = [Int?](repeating: nil, count: graph.nodes.count)
    var isInside = graph.nodes.map { _ in false }
    for (index, node) in graph.nodes.enumerated() where isLive[index] && index != output {
      guard node.op.hasOutputQuantization, readers[index].count == 1 else { continue }
      let reader = readers[index][0]
      if case .activation(let function) = graph.nodes[reader].op, function.isClamp {
        activation[index] = reader
        isInside[reader] = true
      }
    }
    self.output = output
    self.isLive = isLive
    self.activation = activation
    self.isInside = isInside
    self.readers = readers
  }

  /// The node whose float value the integer node of `index` stands for.
  func represented(by index: Int) -> Int { activation[index] ?? index }
}

extension Activation {
  /// Whether the function only clamps, so that a range of stored values does the same.
  var isClamp: Bool {
    switch self {
    case .relu, .relu6: true
    case .hSwish, .hSigmoid: false
    }
  }

  /// The inputs between which the function is not constant.
  var support: ClosedRange<Double> {
    switch self {
    case .relu: 0...Double.infinity
    case .relu6: 0...6
    case .hSwish: -3...Double.infinity
    case .hSigmoid: -3...3
    }
  }
}

extension FloatOp {
  /// Whether the integer operation computes its output from sums and clamps it.
  fileprivate var hasOutputQuantization: Bool {
    switch self {
    case .convolution, .dense, .add, .multiply, .globalAveragePool: true
    case .pool(let op): op.kind == .average
    case .input, .batchNorm, .activation, .concat, .flatten, .softmax: false
    }
  }

  /// Whether the result has the quantization of the inputs.
  var keepsQuantization: Bool {
    switch self {
    case .concat, .flatten: true
    case .pool(let op): op.kind == .maximum
    case .input, .convolution, .dense, .batchNorm, .activation, .add, .multiply,
      .globalAveragePool, .softmax:
      false
    }
  }
}
