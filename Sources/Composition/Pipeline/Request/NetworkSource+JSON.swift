import Architectures
import Graphs

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
