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
    let means = interface.mean.count
    guard means == interface.std.count, [1, channels].contains(means),
      interface.std.allSatisfy({ $0 > 0 && $0.isFinite }), interface.mean.allSatisfy(\.isFinite)
    else {
      throw .structure(
        "The input lacks a finite mean and a deviation above 0 for each of \(channels) channels.")
    }
    if let preprocessing = interface.preprocessing {
      let expected = preprocessing.colours == .rgb ? 3 : 1
      guard (1...16_384).contains(preprocessing.side), channels == expected else {
        throw .structure(
          "Pictures of \(preprocessing.colours.rawValue) with sides of \(preprocessing.side) pixels do not "
            + "become an input of \(graph.inputValue).")
      }
    }
    let outputs = graph.outputValue.count
    if let sentence = interface.task.violation(input: graph.inputValue, outputs: outputs) {
      throw .structure(sentence)
    }
  }
}

/// What goes into a network and what comes out of it, beside the shapes that its graph states.
public struct NetworkInterface: Codable, Equatable, Sendable {
  /// What is subtracted from an 8-bit value on the scale 0 to 1: per channel, or one for all channels.
  public var mean: [Float]
  /// What it is divided by afterwards, above 0; as many as means.
  public var std: [Float]
  /// How pictures become inputs; nil where the inputs are no pictures.
  public var preprocessing: Preprocessing?
  /// What the outputs are for.
  public var task: NetworkTask

  private enum CodingKeys: String, CodingKey {
    case mean, std, preprocessing
    case task = "classes"
  }

  /// An interface.
  public init(mean: [Float], std: [Float], preprocessing: Preprocessing?, task: NetworkTask) {
    self.mean = mean
    self.std = std
    self.preprocessing = preprocessing
    self.task = task
  }

  /// The interface of a network that classifies; names in the order of the outputs.
  public init(mean: [Float], std: [Float], preprocessing: Preprocessing?, classes: [String]) {
    self.init(mean: mean, std: std, preprocessing: preprocessing, task: .classes(classes))
  }

  /// The names of the classes in the order of the outputs; empty for plain values.
  public var classes: [String] { task.classes }
}
