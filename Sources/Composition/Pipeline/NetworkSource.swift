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

extension NetworkSource: Codable {
  private enum Kind: String, Codable {
    case space, supernet, architecture, literature, run, model
  }

  private enum CodingKeys: CodingKey {
    case kind, space, architecture, name, folder, file
  }

  private var kind: Kind {
    switch self {
    case .space: .space
    case .supernet: .supernet
    case .architecture: .architecture
    case .literature: .literature
    case .run: .run
    case .model: .model
    }
  }

  /// Reads the kind and what belongs to it.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    func space() throws -> SearchSpace { try fields.decode(SearchSpace.self, forKey: .space) }
    func text(_ key: CodingKeys) throws -> String { try fields.decode(String.self, forKey: key) }
    switch try fields.decode(Kind.self, forKey: .kind) {
    case .space: self = .space(try space())
    case .supernet: self = .supernet(try text(.name), try space())
    case .architecture:
      self = .architecture(
        try fields.decode(Architecture.self, forKey: .architecture), try space())
    case .literature: self = .literature(try text(.name))
    case .run: self = .run(try text(.folder), network: try text(.name))
    case .model: self = .model(try text(.file), network: try text(.name))
    }
  }

  /// Writes the kind and what belongs to it.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(kind, forKey: .kind)
    switch self {
    case .space(let space):
      try fields.encode(space, forKey: .space)
    case .supernet(let name, let space):
      try fields.encode(name, forKey: .name)
      try fields.encode(space, forKey: .space)
    case .architecture(let architecture, let space):
      try fields.encode(architecture, forKey: .architecture)
      try fields.encode(space, forKey: .space)
    case .literature(let name):
      try fields.encode(name, forKey: .name)
    case .run(let folder, let network):
      try fields.encode(folder, forKey: .folder)
      try fields.encode(network, forKey: .name)
    case .model(let file, let network):
      try fields.encode(file, forKey: .file)
      try fields.encode(network, forKey: .name)
    }
  }
}
