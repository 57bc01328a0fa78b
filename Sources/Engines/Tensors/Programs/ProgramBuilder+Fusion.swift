import Graphs

extension ProgramBuilder {
  /// Nodes that one kernel computes.
  struct Fusion {
    /// In order; the first one decides the operation, the last one has the value.
    var nodes: [Int]
    /// The nodes whose values are read.
    var inputs: [Int]
    var operation: KernelRequest.Operation
    /// The input that an epilogue adds.
    var addend: Int?

    /// The node whose value the kernel computes.
    var result: Int { nodes[nodes.count - 1] }
  }

  /// The kernel that computes a node, together with those nodes behind it that it can take along.
  ///
  /// A ReLU joins its batch norm. In inference a convolution takes its batch norm, an addition whose
  /// other value is there, and an activation, where each is the only reader of the one before.
  func fusion(from index: Int) -> Fusion {
    let graph = network.graph
    let node = graph.nodes[index]
    var fusion = Fusion(nodes: [index], inputs: node.inputs, operation: operation(of: node))
    switch fusion.operation {
    case .batchNorm(let op, _):
      if let reader = onlyReader(of: index), activation(at: reader) == .relu {
        fusion.nodes.append(reader)
        fusion.operation = .batchNorm(op, hasReLU: true)
      }
    case .convolution(let op, _) where pass == .inference:
      fusion.operation = .convolution(op, epilogue(of: op, &fusion))
    case .convolution, .activation, .add, .multiply, .pool, .concat, .flatten, .softmax, .dropout,
      .quantizer:
      break
    }
    return fusion
  }

  private func epilogue(of op: Convolution, _ fusion: inout Fusion) -> Epilogue {
    var epilogue = Epilogue()
    let nodes = network.graph.nodes
    if let reader = onlyReader(of: fusion.result),
      case .inference(.batchNorm(let norm)) = nodes[reader].op
    {
      epilogue.norm = norm
      fusion.nodes.append(reader)
    }
    if op.groups == 1, let reader = onlyReader(of: fusion.result),
      case .inference(.add) = nodes[reader].op,
      let other = nodes[reader].inputs.first(where: { $0 != fusion.result }), values[other] != nil,
      nodes[other].value == nodes[reader].value
    {
      epilogue.addsInput = true
      fusion.nodes.append(reader)
      fusion.inputs.append(other)
      fusion.addend = other
    }
    if let reader = onlyReader(of: fusion.result), let function = activation(at: reader),
      function.isEpilogue
    {
      epilogue.activation = function
      fusion.nodes.append(reader)
    }
    return epilogue
  }

  /// The only reader of a value that nobody asked to keep, or nil.
  private func onlyReader(of index: Int) -> Int? {
    consumers[index].count == 1 && !kept.contains(index) ? consumers[index][0] : nil
  }

  private func activation(at index: Int) -> Activation? {
    if case .inference(.activation(let op)) = network.graph.nodes[index].op { op } else { nil }
  }

  private func operation(of node: Node<TrainingOp>) -> KernelRequest.Operation {
    switch node.op {
    case .dropout(let op): return .dropout(op)
    case .quantizer(let op): return .quantizer(op)
    case .inference(let op):
      switch op {
      case .input: fatalError("a network has one input, its first node")
      case .convolution(let op): return .convolution(op, .none)
      case .dense(let op):
        let window = Window(kernel: Size(1))
        return .convolution(
          Convolution(outputChannels: op.outputs, window: window, hasBias: op.hasBias), .none)
      case .batchNorm(let op): return .batchNorm(op, hasReLU: false)
      case .activation(let op): return .activation(op)
      case .add: return .add
      case .multiply: return .multiply
      case .pool(let op): return .pool(op)
      case .globalAveragePool:
        let map = network.graph.nodes[node.inputs[0]].value
        let window = Window(
          kernel: Size(height: map.height, width: map.width), padding: Padding(0))
        return .pool(Pool(.average, window: window))
      case .concat: return .concat
      case .flatten: return .flatten
      case .softmax: return .softmax
      }
    }
  }
}
