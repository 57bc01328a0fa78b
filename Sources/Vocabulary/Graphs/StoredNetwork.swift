/// A network in floating point as the file `graph.json` keeps it: its layers, and what goes in and comes out.
///
/// Its weights lie beside it in a file of their own.
public struct StoredNetwork: Codable, Equatable, Sendable {
  /// The layers.
  public var graph: FloatGraph
  /// What goes in and comes out.
  public var interface: NetworkInterface

  /// A network with its interface.
  public init(_ graph: FloatGraph, _ interface: NetworkInterface) {
    self.graph = graph
    self.interface = interface
  }

  /// Checks the graph, and the interface against it.
  ///
  /// A network that is read from a file must pass before anything else looks at it.
  package func verify() throws(GraphError) {
    try graph.verify()
    let channels = graph.inputValue.channels
    guard interface.mean.count == channels, interface.std.count == channels,
      interface.std.allSatisfy({ $0 > 0 && $0.isFinite }), interface.mean.allSatisfy(\.isFinite)
    else {
      throw .structure(
        "The input lacks a finite mean and a deviation above 0 for each of \(channels) channels.")
    }
    let outputs = graph.outputValue.count
    guard interface.classes.count == outputs else {
      throw .structure(
        "The network has \(outputs) outputs and names \(interface.classes.count) classes.")
    }
  }
}

/// What goes into a network and what comes out of it, beside the shapes that its graph states.
public struct NetworkInterface: Codable, Equatable, Sendable {
  /// What is subtracted from a pixel on the scale 0 to 1, per channel.
  public var mean: [Float]
  /// What a pixel is divided by afterwards, per channel; above 0.
  public var std: [Float]
  /// How pictures become inputs; nil where the inputs are no pictures.
  public var preprocessing: Preprocessing?
  /// The names of the classes in the order of the outputs.
  public var classes: [String]

  /// An interface.
  public init(mean: [Float], std: [Float], preprocessing: Preprocessing?, classes: [String]) {
    self.mean = mean
    self.std = std
    self.preprocessing = preprocessing
    self.classes = classes
  }
}
