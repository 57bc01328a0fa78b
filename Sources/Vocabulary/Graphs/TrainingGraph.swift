/// The operations of a network under training: those of inference and those that only train.
public enum TrainingOp: Operation {
  /// An operation that inference knows, too.
  case inference(FloatOp)
  /// Sets a share of the values to zero and scales the others up.
  case dropout(Dropout)
  /// Rounds values to those that an integer tensor can hold.
  case quantizer(FakeQuantizer)

  /// The name of the operation in tables and errors.
  public var mnemonic: String {
    switch self {
    case .inference(let op): op.mnemonic
    case .dropout: "dropout"
    case .quantizer: "fake quantizer"
    }
  }

  /// How many inputs the operation takes.
  public var arity: ClosedRange<Int> {
    switch self {
    case .inference(let op): op.arity
    case .dropout, .quantizer: 1...1
    }
  }

  /// The first rule that the operation breaks on these inputs, worded, or nil.
  public func violation(on inputs: [Shape]) -> String? {
    switch self {
    case .inference(let op): op.violation(on: inputs)
    case .dropout(let op): Dropout.constraints.firstViolation(by: op)
    case .quantizer(let op): FakeQuantizer.constraints.firstViolation(by: op)
    }
  }

  /// The shape of the result.
  public func output(of inputs: [Shape]) -> Shape {
    switch self {
    case .inference(let op): op.output(of: inputs)
    case .dropout, .quantizer: inputs[0]
    }
  }

  /// The tensors that a node of this operation needs.
  package func parameters(node: String, inputs: [Shape]) -> [Parameter] {
    switch self {
    case .inference(let op): op.parameters(node: node, inputs: inputs)
    case .dropout: []
    case .quantizer(let op):
      op.hasClip ? [Parameter(node: node, role: .clip, shape: [1])] : []
    }
  }
}

/// Sets each value to zero with probability `rate` and scales the others by `1 / (1 − rate)`.
public struct Dropout: Hashable, Codable, Sendable {
  /// The share of values that are set to zero, 0 up to but not including 1.
  public var rate: Float

  /// A dropout layer.
  public init(rate: Float) {
    self.rate = rate
  }

  package static let constraints: [Constraint<Dropout>] = [
    Constraint("The rate is at least 0 and less than 1.") {
      (0..<1).contains($0.rate) ? nil : "it is \($0.rate)"
    }
  ]
}

/// A network under training.
public typealias TrainingGraph = Graph<TrainingOp>

extension Graph where Op == TrainingOp {
  /// The tensors that one node needs.
  package func parameters(of node: Node<TrainingOp>) -> [Parameter] {
    node.op.parameters(node: node.name, inputs: node.inputs.map { nodes[$0].value })
  }

  /// All tensors that the network needs, in the order of the nodes.
  package var parameters: [Parameter] { nodes.flatMap { parameters(of: $0) } }
}

extension Graph where Op == FloatOp {
  /// The same network in the dialect of training.
  package var forTraining: TrainingGraph {
    Graph<TrainingOp>(
      name: name,
      nodes: nodes.map {
        Node(name: $0.name, op: .inference($0.op), inputs: $0.inputs, value: $0.value)
      },
      output: output)
  }
}
