public import Architectures
import Graphs

/// What a run starts from.
public enum NetworkSource: Equatable, Sendable {
  /// A space, whose supernet is trained and searched.
  case space(SearchSpace)
  /// A supernet of the space that is trained already, by its built-in name or its run folder.
  case supernet(String, SearchSpace)
  /// One architecture of the space, which is trained alone.
  case architecture(Architecture, SearchSpace)
  /// A network of the literature by its name in `Zoo`, which is trained alone.
  case literature(String)
  /// The network that another run has trained alone, by the folder of that run and the name of the network.
  case run(String, network: String)
  /// The network of a file such as `graph.json`, with its weights beside it, by path and name; it is
  /// trained already.
  case model(String, network: String)
}

extension NetworkSource {
  /// The space whose supernet serves every device of the run; nil where one network serves them all.
  public var searchedSpace: SearchSpace? {
    switch self {
    case .space(let space), .supernet(_, let space): space
    case .architecture, .literature, .run, .model: nil
    }
  }

  /// The space that the networks are points of, or nil.
  public var space: SearchSpace? {
    switch self {
    case .space(let space), .supernet(_, let space), .architecture(_, let space): space
    case .literature, .run, .model: nil
    }
  }

  /// The architecture that is trained alone, or nil.
  public var architecture: Architecture? {
    switch self {
    case .architecture(let architecture, _): architecture
    case .space, .supernet, .literature, .run, .model: nil
    }
  }

  /// The supernet or the run whose training takes the place of one, or nil.
  public var trained: String? {
    switch self {
    case .supernet(let name, _), .run(let name, _): name
    case .space, .architecture, .literature, .model: nil
    }
  }

  /// The input of the network that is trained alone, as the literature has it; nil for other sources.
  var input: Shape? {
    guard case .literature(let name) = self else { return nil }
    return (try? Zoo.network(named: name))?.inputValue
  }

  /// What the networks are called.
  public var title: String {
    switch self {
    case .space(let space), .supernet(_, let space): space.name
    case .architecture(let architecture, _): "\(architecture)"
    case .literature(let name), .run(_, let name), .model(_, let name): name
    }
  }

  /// The option that names it.
  var option: String {
    switch self {
    case .space: "--space"
    case .supernet: "--supernet"
    case .architecture: "--architecture"
    case .literature, .run, .model: "--network"
    }
  }

  /// The same with another space, where there is one.
  func changingSpace(_ change: (inout SearchSpace) -> Void) -> NetworkSource {
    func changed(_ space: SearchSpace) -> SearchSpace {
      var space = space
      change(&space)
      return space
    }
    return switch self {
    case .space(let space): .space(changed(space))
    case .supernet(let name, let space): .supernet(name, changed(space))
    case .architecture(let architecture, let space): .architecture(architecture, changed(space))
    case .literature, .run, .model: self
    }
  }

  /// The same with the folder of another run worded anew; names of built-in supernets stay.
  func changingPaths(_ change: (String) -> String) -> NetworkSource {
    switch self {
    case .supernet(let name, let space) where !TrainedSupernet.builtInNames.contains(name):
      .supernet(change(name), space)
    case .run(let folder, let network): .run(change(folder), network: network)
    case .model(let file, let network): .model(change(file), network: network)
    case .space, .supernet, .architecture, .literature: self
    }
  }
}
