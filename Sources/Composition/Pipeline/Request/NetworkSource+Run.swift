import Architectures
import Foundation
import Graphs
import Reports

extension NetworkSource {
  /// The networks that the devices may get; nil where they are known only once a run is taken.
  ///
  /// - Throws: where the architecture is no point of its space, or there is no such network.
  func choice(for data: DataSource) throws -> NetworkChoice? {
    switch self {
    case .space(let space), .supernet(_, let space): .subnetworks(of: space)
    case .architecture(let architecture, let space): .one(try architecture.graph(in: space))
    case .literature(let name): .one(try data.network(named: name))
    case .run, .model: nil
    }
  }

  /// The steps of the run in order; one network for all devices is not searched.
  var steps: [RunStep] {
    switch self {
    case .space, .supernet: RunStep.allCases
    case .architecture, .literature, .run, .model:
      RunStep.allCases.filter { $0 != .search }
    }
  }

  /// The name of the only network; nil where a supernet has several.
  var networkName: String? {
    switch self {
    case .space, .supernet: nil
    case .architecture, .literature, .run, .model: title
    }
  }

  /// The field of a request that names the source.
  var field: String { networkName == nil ? "space" : "network" }

  /// The verb of the command that asks for the run: an architecture is trained alone to be compared with.
  var verb: String {
    switch self {
    case .space, .supernet, .literature, .run, .model: "fit"
    case .architecture: "train"
    }
  }

  /// The arguments that name the source.
  ///
  /// - Parameter word: how a space is named; nil is the one that the command takes by itself.
  func arguments(naming word: (SearchSpace) -> String?) -> [String] {
    func space(_ space: SearchSpace) -> [String] {
      word(space).map { [shellOption("--space", $0)] } ?? []
    }
    return switch self {
    case .space(let own): space(own)
    case .supernet(let name, _): [shellOption("--supernet", name)]
    case .architecture(let architecture, let own):
      space(own) + [shellOption("--architecture", "\(architecture)")]
    case .literature(let name), .run(let name, _), .model(let name, _):
      [shellOption("--network", name)]
    }
  }

  /// Whether the run trains its networks; otherwise it takes them as they are.
  var trains: Bool {
    switch self {
    case .space, .architecture, .literature: true
    case .supernet, .run, .model: false
    }
  }

  /// Whether the run knows how its networks were trained.
  package var knowsTraining: Bool {
    switch self {
    case .space, .supernet, .architecture, .literature, .run: true
    case .model: false
    }
  }

  /// The folder of the run whose training is taken, or nil.
  var trainedRun: RunFolder? {
    trained.map { RunFolder(URL(filePath: $0, directoryHint: .isDirectory)) }
  }

  /// Whether this architecture is the only network.
  func trainsAlone(_ architecture: Architecture) -> Bool {
    if case .architecture(architecture, _) = self { true } else { false }
  }

  /// Throws where what is trained already cannot be read.
  func requireSource() throws {
    switch self {
    case .space, .architecture, .literature: break
    case .supernet(let name, _): _ = try TrainedSupernet(name)
    case .run(let folder, _): _ = try TrainedNetwork(folder)
    case .model(let file, _): _ = try ModelFile(file)
    }
  }

  /// A record of the network that is trained alone, with its name.
  func named(_ record: NetworkRecord) -> NetworkRecord {
    var record = record
    if case .architecture(let architecture, _) = self {
      record.architecture = architecture
    } else {
      record.network = title
    }
    return record
  }
}

extension DataSource {
  /// A network of the literature for these images.
  ///
  /// - Throws: where there is no such network, or it gives other outputs than the data want.
  fileprivate func network(named name: String) throws -> FloatGraph {
    let graph = try Zoo.network(
      named: name, reading: imageShape, classes: plainTask == nil ? classes : nil)
    let outputs = graph.outputValue.count
    if let sentence = plainTask?.violation(input: graph.inputValue, outputs: outputs) {
      throw GraphError.structure(sentence)
    }
    return graph
  }
}
