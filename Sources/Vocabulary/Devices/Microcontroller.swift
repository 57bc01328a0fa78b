import Graphs

/// What decides code, memory map and time of a network on a microcontroller.
public struct Microcontroller: Hashable, Sendable {
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

  /// A microcontroller; a run that is asked to serve it says what is wrong with it.
  public init(
    core: Core, clockHertz: Int, memories: [Memory], codeMemory: String, arenaMemory: String
  ) {
    self.core = core
    self.clockHertz = clockHertz
    self.memories = memories
    self.codeMemory = codeMemory
    self.arenaMemory = arenaMemory
  }

  /// The bytes of RAM that are set aside for the stack unless said otherwise.
  package static let stackBytes = 2048

  /// The bytes of the memory that holds code and constants, or arena, variables and stack; nil for
  /// resources that are no memory of a microcontroller.
  func bytes(of resource: Resource) -> Int? {
    let name: String
    switch resource {
    case .flash: name = codeMemory
    case .ram: name = arenaMemory
    case .macs, .latency: return nil
    }
    return memories.first { $0.name == name }?.bytes ?? 0
  }
}

extension Microcontroller: Codable {
  /// The fields of the device's JSON, of which those of every device are read elsewhere.
  private enum Field: String, CodingKey, CaseIterable {
    case name, title, kind, core, clockHertz, memories, codeMemory, arenaMemory, source
  }

  /// Reads the fields of a microcontroller; a field that no device of this kind has is an error.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.fields(Field.self)
    self.init(
      core: try fields.decode(Core.self, forKey: .core),
      clockHertz: try fields.decode(Int.self, forKey: .clockHertz),
      memories: try fields.decode([Memory].self, forKey: .memories),
      codeMemory: try fields.decode(String.self, forKey: .codeMemory),
      arenaMemory: try fields.decode(String.self, forKey: .arenaMemory))
  }

  /// Writes the same.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(core, forKey: .core)
    try fields.encode(clockHertz, forKey: .clockHertz)
    try fields.encode(memories, forKey: .memories)
    try fields.encode(codeMemory, forKey: .codeMemory)
    try fields.encode(arenaMemory, forKey: .arenaMemory)
  }
}

extension Microcontroller {
  /// Checks clock and sizes, that no memories overlap, and that those of code and arena are two.
  func validate(_ check: Device.Check) throws(DeviceError) {
    try check(
      (1000...10_000_000_000).contains(clockHertz), "clockHertz",
      "expected cycles per second, found \(clockHertz)")
    try check(
      !memories.isEmpty, "memories", "expected a memory for code and one for variables, found none")
    let names = memories.map(\.name)
    for (index, memory) in memories.enumerated() {
      let field = "memories[\(index)]"
      try check(!memory.name.isEmpty, "\(field).name", "expected a name, found nothing")
      try check(
        names.firstIndex(of: memory.name) == index, "\(field).name",
        "expected a name of its own, found a second \"\(memory.name)\"")
      try check(
        memory.bytes > 0 && memory.bytes <= (1 << 32) - Int(memory.origin), "\(field).bytes",
        "expected a size that fits 32-bit addresses, found \(memory.bytes)")
      try check(
        !memory.source.isEmpty, "\(field).source",
        "expected where the numbers come from, found nothing")
    }
    for (index, memory) in memories.enumerated() {
      let other = memories[..<index].first { $0.addresses.overlaps(memory.addresses) }
      try check(
        other == nil, "memories[\(index)].origin",
        "expected memories that do not overlap, found \(memory.place) over \(other?.place ?? "")")
    }
    let list = names.joined(separator: ", ")
    for (field, memory) in [("codeMemory", codeMemory), ("arenaMemory", arenaMemory)] {
      try check(
        names.contains(memory), field,
        "expected one of the memories (\(list)), found \"\(memory)\"")
    }
    try check(
      codeMemory != arenaMemory, "arenaMemory",
      "expected another memory than that of the code, found \"\(arenaMemory)\"")
  }
}
