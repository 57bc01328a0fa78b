package import Graphs

/// A network as the engine runs it: a graph, and the views that cut its parameters out of a store.
package struct Network: Equatable, Sendable {
  /// What is computed.
  package let graph: TrainingGraph
  /// Where each parameter comes from.
  package let views: ParameterViews

  package init(_ graph: TrainingGraph, views: ParameterViews = ParameterViews()) {
    self.graph = graph
    self.views = views
  }

  /// A network without operations that only train.
  package init(_ graph: FloatGraph, views: ParameterViews = ParameterViews()) {
    self.init(graph.forTraining, views: views)
  }
}
