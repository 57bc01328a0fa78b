import Architectures
import Graphs

/// Neighbouring nodes of a network that are timed as one: a block of a unit, or a layer with what
/// follows it.
struct TimedBlock {
  private let graph: FloatGraph
  private let section: SectionedGraph.Section
  /// The node whose value the block reads.
  private let input: Int

  private var nodes: Range<Int> { section.nodes }

  /// The blocks in a range of nodes.
  static func blocks(of network: SectionedGraph, in range: Range<Int>) -> [TimedBlock] {
    network.sections.compactMap { section in
      guard range.contains(section.nodes.lowerBound),
        let input = network.graph.nodes[section.nodes.lowerBound].inputs.first
      else { return nil }
      return TimedBlock(graph: network.graph, section: section, input: input)
    }
  }

  /// What decides the block's time, as the paper's tables name it.
  var key: String {
    let (before, after) = (graph.nodes[input].value, graph.nodes[nodes.upperBound - 1].value)
    let shapes = "-input:\(before)-output:\(after)"
    switch section.part {
    case .block(_, let kind, let block):
      return kind.latencyName + shapes + words(of: block)
    case .stem: return "Conv" + shapes
    case .head, .features: return (before.area == 1 ? "Conv_2" : "Conv_1") + shapes
    case .pool: return "AvgPool2D" + shapes
    case .classifier: return "Logits-input:\(before)-output:\(after.channels)"
    }
  }

  private func words(of block: BuiltBlock) -> String {
    let (middle, roles) = (block.channels[.middle]?.count ?? 0, block.roles)
    var (kernel, stride) = (0, 0)
    if let index = roles[.kernel], case .convolution(let op) = graph.nodes[index].op {
      (kernel, stride) = (op.window.kernel.height, op.window.stride.height)
    }
    let hasHSwish = nodes.contains { graph.nodes[$0].op == .activation(.hSwish) }
    return "-expand:\(middle)-kernel:\(kernel)-stride:\(stride)"
      + "-idskip:\(roles[.residual] == nil ? 0 : 1)-se:\(roles[.squeeze] == nil ? 0 : 1)"
      + "-hs:\(hasHSwish ? 1 : 0)"
  }

  /// The block as a network of its own.
  var network: FloatGraph {
    let shape = graph.nodes[input].value
    let first = Node<FloatOp>(name: "input", op: .input(shape), inputs: [], value: shape)
    let range = nodes
    let others = range.map { index in
      var node = graph.nodes[index]
      node.inputs = node.inputs.map { range.contains($0) ? $0 - range.lowerBound + 1 : 0 }
      return node
    }
    return FloatGraph(name: key, nodes: [first] + others, output: others.count)
  }
}
