package import Graphs

/// What each node of a float network becomes in the integer network: the one place that decides what
/// is folded, what is an alias and what is a step of its own.
///
/// Costs, the plan of the memory, the assignment of bits, quantization and `thimble operators` all
/// read it. Networks with batch norms and those in which they are folded already are lowered alike.
package struct LoweredGraph: Equatable, Sendable {
  /// What a node becomes.
  package enum Role: Equatable, Sendable {
    /// A step of its own.
    case step(LayerKind)
    /// A part of the step of an earlier node: a batch norm in the weights, a ReLU in the range.
    case part(of: Int)
    /// It stays outside the integer network: a softmax, whose value there is that of its input.
    case host
  }

  /// The network.
  package let graph: FloatGraph
  /// What each node becomes if the result depends on it.
  package let roles: [Role]
  /// The node whose value is the result, softmax left out.
  package let output: Int
  /// Whether the result depends on the node; the image is stored in any case.
  package let isLive: [Bool]
  /// The live nodes that read each node.
  package let readers: [[Int]]
  /// For each step the batch norm in its weights.
  package let norms: [Int?]
  /// For each step the ReLU in its range.
  package let activations: [Int?]
  /// Whether the node is a batch norm or ReLU that is a step of its own and the only reader of its
  /// input: it takes the bits of that, and its weights have 8 bits and a step per channel.
  package let sharesBits: [Bool]
  /// The steps that run, with 8 bits everywhere; nil for all other nodes.
  package let layers: [LayerShape?]

  package init(_ graph: FloatGraph) {
    let consumers = graph.consumers
    var output = graph.output
    while case .softmax = graph.nodes[output].op { output = graph.nodes[output].inputs[0] }
    var isLive = graph.nodes.map { _ in false }
    isLive[output] = true
    isLive[0] = true
    for index in graph.nodes.indices.reversed() where isLive[index] {
      for input in graph.nodes[index].inputs { isLive[input] = true }
    }
    let readers = consumers.map { $0.filter { isLive[$0] } }

    var roles: [Role] = []
    var norms = [Int?](repeating: nil, count: graph.nodes.count)
    var activations = norms
    for (index, node) in graph.nodes.enumerated() {
      switch node.op {
      case .batchNorm:
        let input = node.inputs[0]
        if graph.nodes[input].op.hasWeight, consumers[input].count == 1, input != graph.output {
          norms[input] = index
          roles.append(.part(of: input))
        } else {
          roles.append(.step(.depthwise(channels: node.value.channels)))
        }
      case .activation(let function):
        let input = node.inputs[0]
        // A batch norm that is part of a layer has the layer's value.
        var producer = input
        if case .part(let layer) = roles[input], norms[layer] == input { producer = layer }
        if function.isClamp, case .step(let kind) = roles[producer], kind.clampsResult,
          readers[input] == [index], input != output
        {
          activations[producer] = index
          roles.append(.part(of: producer))
        } else {
          roles.append(.step(.lookup))
        }
      case .softmax:
        roles.append(.host)
      case .input: roles.append(.step(.input))
      case .convolution(var op):
        op.hasBias = true
        roles.append(.step(.convolution(op)))
      case .dense: roles.append(.step(.dense))
      case .add: roles.append(.step(.add))
      case .multiply: roles.append(.step(.multiply))
      case .pool(let op):
        switch op.kind {
        case .average: roles.append(.step(.averagePool(op.window)))
        case .maximum: roles.append(.step(.maximumPool(op.window)))
        }
      case .globalAveragePool:
        let map = graph.nodes[node.inputs[0]].value
        let kernel = Size(height: map.height, width: map.width)
        roles.append(.step(.averagePool(Window(kernel: kernel, padding: Padding(0)))))
      case .concat: roles.append(.step(.concat))
      case .flatten: roles.append(.step(.flatten))
      }
    }
    sharesBits = graph.nodes.enumerated().map { index, node in
      guard case .step = roles[index], node.op.mayBePart else { return false }
      return consumers[node.inputs[0]].count == 1
    }
    layers = graph.nodes.indices.map { index in
      guard case .step(let kind) = roles[index], isLive[index] else { return nil }
      let node = graph.nodes[index]
      return LayerShape(
        kind, inputs: node.inputs.map { graph.nodes[$0].value }, output: node.value)
    }
    self.graph = graph
    self.roles = roles
    self.output = output
    self.isLive = isLive
    self.readers = readers
    self.norms = norms
    self.activations = activations
  }

  /// Whether the node is a part of the step before it.
  package func isPart(_ node: Int) -> Bool {
    if case .part = roles[node] { true } else { false }
  }

  /// The node whose float value the step of `node` stands for: its ReLU, or itself.
  package func represented(by node: Int) -> Int { activations[node] ?? node }

  /// For each node the first one with the same bytes: its step, or what that flattens.
  package var roots: [Int] {
    var roots = Array(roles.indices)
    for index in roles.indices {
      switch roles[index] {
      case .part, .host, .step(.flatten): roots[index] = roots[graph.nodes[index].inputs[0]]
      case .step: break
      }
    }
    return roots
  }

  /// The bytes that the kernels of a node will need at 8 bits.
  package func scratchBytes(_ node: Int) -> Int { layers[node]?.scratchBytes ?? 0 }
}

extension FloatOp {
  /// Whether the operation is part of the step before it wherever that can take it.
  fileprivate var mayBePart: Bool {
    switch self {
    case .batchNorm: true
    case .activation(let function): function.isClamp
    case .input, .convolution, .dense, .add, .multiply, .pool, .globalAveragePool, .concat,
      .flatten, .softmax:
      false
    }
  }
}

extension LayerKind {
  /// What a batch norm becomes that is part of no layer.
  fileprivate static func depthwise(channels: Int) -> LayerKind {
    .convolution(
      Convolution(
        outputChannels: channels, window: Window(kernel: Size(1)), groups: channels, hasBias: true))
  }
}
