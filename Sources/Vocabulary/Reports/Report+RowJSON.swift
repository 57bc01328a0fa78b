import Devices

extension Report.Row: Codable {
  private enum Field: String, CodingKey {
    case device, architecture, floatAccuracy, integerAccuracy, eightBitAccuracy, interval
    case instructions, verified, memory, bits, unserved
  }

  /// The field with the limit of a memory, for example `ramBudget`.
  private static func budgetKey(_ memory: Resource) -> ResourceKey {
    ResourceKey(stringValue: memory.description.name + "Budget")
  }

  /// Reads a row; the fields of its cost and its limits stand beside the others.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    self.init(
      device: try fields.decode(String.self, forKey: .device),
      architecture: try fields.decode(String.self, forKey: .architecture),
      cost: try Cost(from: decoder))
    floatAccuracy = try fields.decodeIfPresent(Quantity.self, forKey: .floatAccuracy)
    integerAccuracy = try fields.decodeIfPresent(Quantity.self, forKey: .integerAccuracy)
    eightBitAccuracy = try fields.decodeIfPresent(Quantity.self, forKey: .eightBitAccuracy)
    interval = try fields.decodeIfPresent(AccuracyInterval.self, forKey: .interval)
    instructions = try fields.decodeIfPresent(Quantity.self, forKey: .instructions)
    verified = try fields.decodeIfPresent(String.self, forKey: .verified)
    memory = try fields.decode([Report.MemoryPart].self, forKey: .memory)
    bits = try fields.decodeIfPresent(BitTable.self, forKey: .bits)
    unserved = try fields.decodeIfPresent(String.self, forKey: .unserved)
    let limits = try decoder.container(keyedBy: ResourceKey.self)
    for memory in Resource.memories {
      budget[memory] = try limits.decodeIfPresent(Int.self, forKey: Self.budgetKey(memory))
        .map(Double.init)
    }
  }

  /// Writes the same.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(device, forKey: .device)
    try fields.encode(architecture, forKey: .architecture)
    try fields.encodeIfPresent(floatAccuracy, forKey: .floatAccuracy)
    try fields.encodeIfPresent(integerAccuracy, forKey: .integerAccuracy)
    try fields.encodeIfPresent(eightBitAccuracy, forKey: .eightBitAccuracy)
    try fields.encodeIfPresent(interval, forKey: .interval)
    try fields.encodeIfPresent(instructions, forKey: .instructions)
    try fields.encodeIfPresent(verified, forKey: .verified)
    try fields.encode(memory, forKey: .memory)
    try fields.encodeIfPresent(bits, forKey: .bits)
    try fields.encodeIfPresent(unserved, forKey: .unserved)
    try cost.encode(to: encoder)
    var limits = encoder.container(keyedBy: ResourceKey.self)
    for memory in Resource.memories {
      try limits.encodeIfPresent(budget.bytes(of: memory), forKey: Self.budgetKey(memory))
    }
  }
}
