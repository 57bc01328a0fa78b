import Graphs

/// The names of the steps of a network in the words of arXiv 1905.13082, one per node.
///
/// A name is the kind of the step and how many of that kind came before: `conv` counts from 0, as the
/// first layer of a network mostly is one, everything else from 1. So MobileNetV1 has `conv0`, then
/// `dw1`, `pw1` to `dw13`, `pw13`. A fully connected layer without another is `fc`.
///
/// - Parameter roots: for each node the node that it is part of, or itself.
func stepNames(of network: LoweredGraph, roots: [Int]) -> [String] {
  let graph = network.graph
  var counts: [StepKind: Int] = [.convolution: -1]
  let kinds = graph.nodes.indices.map { StepKind(network, $0) }
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
  /// A node that is part of another step or only another shape of its value, and takes its name.
  case part

  init(_ network: LoweredGraph, _ index: Int) {
    guard case .step(let kind) = network.roles[index] else {
      self = .part
      return
    }
    switch kind {
    case .input: self = .input
    case .convolution(let op):
      let input = network.graph.nodes[network.graph.nodes[index].inputs[0]].value
      if op.isDepthwise(inputChannels: input.channels) {
        self = .depthwise
      } else {
        self = op.window.kernel == Size(1) && op.groups == 1 ? .pointwise : .convolution
      }
    case .dense: self = .dense
    case .lookup: self = .activation
    case .add: self = .add
    case .multiply: self = .multiply
    case .averagePool, .maximumPool: self = .pool
    case .concat: self = .concat
    case .flatten: self = .part
    }
  }
}
