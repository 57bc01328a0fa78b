package import Graphs
package import Tensors

/// A network whose batch norms became parts of its layers.
package struct FoldedNetwork: Sendable {
  /// The network without batch norms; its layers kept their names.
  package var graph: FloatGraph
  /// Exactly the tensors that it needs.
  package var weights: Weights
  /// For each layer with a batch norm in it, what that was.
  let norms: [String: FoldedNorm]
}

/// A batch norm that became part of a layer.
struct FoldedNorm: Sendable {
  /// The node that it was.
  var name: String
  /// γ/σ per channel.
  var scale: [Double]
}
