import Graphs
import Planning

extension LoweredGraph {
  /// What the nodes of a network become that can be lowered.
  ///
  /// - Throws: where softmax is not the end of the network.
  init(checking graph: FloatGraph) throws(QuantizationError) {
    self.init(graph)
    for index in graph.nodes.indices.reversed() where isLive[index] {
      for input in graph.nodes[index].inputs where roles[input] == .host {
        throw .operationAfterSoftmax(
          softmax: graph.nodes[input].name, reader: graph.nodes[index].name)
      }
    }
  }
}
