import Graphs

/// A microcontroller as numbers with their sources; adding a device adds no code.
public struct Device: Codable, Hashable, Sendable {
  /// The name on the command line, for example `stm32f746`; lower case letters, digits and hyphens.
  public var name: String
  /// The name in tables, for example `STM32F746`.
  public var title: String
  /// The processor core.
  public var core: Core
  /// Cycles per second of the core.
  public var clockHertz: Int
  /// The memories that a network may use, flash and RAM.
  public var memories: [Memory]
  /// Which memory holds code and constants.
  public var codeMemory: String
  /// Which memory holds arena, variables and stack.
  public var arenaMemory: String
  /// Where the numbers of core and clock come from.
  public var source: String

  /// A device; a run that is asked to serve it says what is wrong with it.
  public init(
    name: String, title: String, core: Core, clockHertz: Int, memories: [Memory],
    codeMemory: String, arenaMemory: String, source: String
  ) {
    self.name = name
    self.title = title
    self.core = core
    self.clockHertz = clockHertz
    self.memories = memories
    self.codeMemory = codeMemory
    self.arenaMemory = arenaMemory
    self.source = source
  }

  /// The bytes of the memory that holds code and constants.
  public var flashBytes: Int { bytes(of: codeMemory) }

  /// The bytes of the memory that holds arena, variables and stack.
  public var ramBytes: Int { bytes(of: arenaMemory) }

  /// The bytes of RAM that are set aside for the stack unless said otherwise.
  package static let stackBytes = 2048

  private func bytes(of memory: String) -> Int {
    memories.first { $0.name == memory }?.bytes ?? 0
  }
}

extension Device {
  private enum Field: String, CodingKey, CaseIterable {
    case name, title, core, clockHertz, memories, codeMemory, arenaMemory, source
  }

  /// Reads a device; a field that there is not is an error.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.fields(Field.self)
    self.init(
      name: try fields.decode(String.self, forKey: .name),
      title: try fields.decode(String.self, forKey: .title),
      core: try fields.decode(Core.self, forKey: .core),
      clockHertz: try fields.decode(Int.self, forKey: .clockHertz),
      memories: try fields.decode([Memory].self, forKey: .memories),
      codeMemory: try fields.decode(String.self, forKey: .codeMemory),
      arenaMemory: try fields.decode(String.self, forKey: .arenaMemory),
      source: try fields.decode(String.self, forKey: .source))
  }
}
