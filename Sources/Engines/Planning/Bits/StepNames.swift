import Graphs

/// The names of the steps of a network in the words of arXiv 1905.13082, one per node.
///
/// A name is the kind of the step and how many of that kind came before: `conv` counts from 0, as the
/// first layer of a network mostly is one, everything else from 1. So MobileNetV1 has `conv0`, then
/// `dw1`, `pw1` to `dw13`, `pw13`. A fully connected layer without another is `fc`.
///
/// - Parameter roots: for each node the node that it is part of, or itself.
func stepNames(of graph: FloatGraph, roots: [Int]) -> [String] {
  var counts: [StepKind: Int] = [.convolution: -1]
  let kinds = graph.nodes.map { StepKind($0.op, inputs: $0.inputs.map { graph.nodes[$0].value }) }
  let isOnlyDense = kinds.count { $0 == .dense } == 1
  var names: [String] = []
  for (index, kind) in kinds.enumerated() {
    guard roots[index] == index else {
      names.append(names[roots[index]])
      continue
    }
    counts[kind, default: 0] += 1
    let isAlone = kind == .input || kind == .dense && isOnlyDense
    names.append(isAlone ? kind.rawValue : "\(kind.rawValue)\(counts[kind, default: 0])")
  }
  return names
}

/// What a step is called after.
private enum StepKind: String {
  case input
  case convolution = "conv"
  case depthwise = "dw"
  case pointwise = "pw"
  case dense = "fc"
  case activation = "act"
  case add
  case multiply = "mul"
  case pool
  case concat
  case flatten
  case softmax

  init(_ op: FloatOp, inputs: [Shape]) {
    switch op {
    case .input: self = .input
    case .convolution(let op):
      if op.isDepthwise(inputChannels: inputs[0].channels) {
        self = .depthwise
      } else {
        self = op.window.kernel == Size(1) && op.groups == 1 ? .pointwise : .convolution
      }
    case .dense: self = .dense
    case .batchNorm: self = .depthwise
    case .activation: self = .activation
    case .add: self = .add
    case .multiply: self = .multiply
    case .pool, .globalAveragePool: self = .pool
    case .concat: self = .concat
    case .flatten: self = .flatten
    case .softmax: self = .softmax
    }
  }
}
