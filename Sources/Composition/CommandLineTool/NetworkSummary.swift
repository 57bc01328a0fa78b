import Graphs

/// What a network costs, layer by layer, as `inspect --network NAME --json` writes it.
struct NetworkSummary: Encodable {
  /// One node of the graph.
  struct Layer: Encodable {
    var name: String
    /// What the node computes.
    var op: String
    /// Multiply-adds for one image.
    var macs: Int
    /// Trained values; running statistics do not count.
    var parameters: Int
    /// Height, width and channels of the result.
    var output: [Int]
  }

  /// Trained values in all.
  var parameters: Int
  /// Multiply-adds for one image in all.
  var macs: Int
  /// The layers in the order of the graph.
  var layers: [Layer]

  init(of graph: FloatGraph) {
    parameters = graph.parameterCount
    macs = graph.macs
    layers = graph.nodes.map { node in
      Layer(
        name: node.name, op: node.op.mnemonic, macs: graph.macs(of: node),
        parameters: graph.parameterCount(of: node),
        output: [node.value.height, node.value.width, node.value.channels])
    }
  }
}
