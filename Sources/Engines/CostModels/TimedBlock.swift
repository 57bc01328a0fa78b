import Graphs

/// Neighbouring nodes of a network that are timed as one: an inverted bottleneck, or a layer with
/// what follows it.
struct TimedBlock {
  private let graph: FloatGraph
  private let nodes: Range<Int>
  /// The node whose value the block reads.
  private let input: Int

  /// The blocks in a range of nodes; nodes belong together whose names begin alike: `stem`,
  /// `stem.bn`, and all of `u1.b0.expand`, `u1.b0.depthwise.bn` and so on.
  static func blocks(of graph: FloatGraph, in range: Range<Int>) -> [TimedBlock] {
    var blocks: [TimedBlock] = []
    var first = range.lowerBound
    for index in range {
      let isLast =
        index + 1 == range.upperBound
        || blockName(of: graph.nodes[index + 1]) != blockName(of: graph.nodes[index])
      guard isLast else { continue }
      if let input = graph.nodes[first].inputs.first {
        blocks.append(TimedBlock(graph: graph, nodes: first..<index + 1, input: input))
      }
      first = index + 1
    }
    return blocks
  }

  private static func blockName(of node: Node<FloatOp>) -> Substring {
    let parts = node.name.split(separator: ".", maxSplits: 2)
    guard let first = parts.first else { return "" }
    // `u1.b0` of a BlockPosition.
    guard first.hasPrefix("u"), first.dropFirst().allSatisfy(\.isNumber), parts.count > 2 else {
      return first
    }
    return node.name[..<parts[1].endIndex]
  }

  /// What decides the block's time, as the paper's tables name it.
  var key: String {
    let (before, after) = (graph.nodes[input].value, graph.nodes[nodes.upperBound - 1].value)
    let shapes = "-input:\(before)-output:\(after)"
    var window: (kernel: Int, stride: Int, channels: Int)?
    var isConvolution = false
    var isDense = false
    var hasPool = false
    var hasResidual = false
    var hasHSwish = false
    for index in nodes {
      switch graph.nodes[index].op {
      case .convolution(let op):
        isConvolution = true
        let channels = graph.nodes[graph.nodes[index].inputs[0]].value.channels
        guard op.isDepthwise(inputChannels: channels) else { continue }
        window = (op.window.kernel.height, op.window.stride.height, channels)
      case .activation(let function): hasHSwish = hasHSwish || function == .hSwish
      case .globalAveragePool: hasPool = true
      case .add: hasResidual = true
      case .dense: isDense = true
      case .input, .batchNorm, .multiply, .pool, .concat, .flatten, .softmax: break
      }
    }
    if let window {
      return "expanded_conv\(shapes)-expand:\(window.channels)-kernel:\(window.kernel)"
        + "-stride:\(window.stride)-idskip:\(hasResidual ? 1 : 0)-se:\(hasPool ? 1 : 0)"
        + "-hs:\(hasHSwish ? 1 : 0)"
    }
    if isConvolution {
      let isFirst = graph.nodes[input].inputs.isEmpty
      return (isFirst ? "Conv" : before.area == 1 ? "Conv_2" : "Conv_1") + shapes
    }
    return isDense ? "Logits-input:\(before)-output:\(after.channels)" : "AvgPool2D\(shapes)"
  }

  /// The block as a network of its own.
  var network: FloatGraph {
    let shape = graph.nodes[input].value
    let first = Node<FloatOp>(name: "input", op: .input(shape), inputs: [], value: shape)
    let others = nodes.map { index in
      var node = graph.nodes[index]
      node.inputs = node.inputs.map { nodes.contains($0) ? $0 - nodes.lowerBound + 1 : 0 }
      return node
    }
    return FloatGraph(name: key, nodes: [first] + others, output: others.count)
  }
}
