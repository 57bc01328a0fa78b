import Graphs

/// What networks are made for, as numbers with their sources; adding a device adds no code.
public struct Device: Hashable, Sendable {
  /// What a device is; each kind has numbers, a cost model and a proof of its own.
  public enum Kind: Hashable, Sendable {
    /// A core that runs emitted C from flash and RAM.
    case microcontroller(Microcontroller)
  }

  /// The name on the command line, for example `stm32f746`; lower case letters, digits and hyphens.
  public var name: String
  /// The name in tables, for example `STM32F746`.
  public var title: String
  /// What it is, with the numbers of its kind.
  public var kind: Kind
  /// Where the numbers of the kind come from, those of memories aside.
  public var source: String

  /// A device; a run that is asked to serve it says what is wrong with it.
  public init(name: String, title: String, kind: Kind, source: String) {
    self.name = name
    self.title = title
    self.kind = kind
    self.source = source
  }

  /// The bytes of a memory that the device has for a network; nil where the resource is no memory of
  /// it.
  public func bytes(of memory: Resource) -> Int? {
    switch kind {
    case .microcontroller(let microcontroller): microcontroller.bytes(of: memory)
    }
  }

  /// The microcontroller that the device is.
  public var microcontroller: Microcontroller {
    get {
      switch kind {
      case .microcontroller(let microcontroller): microcontroller
      }
    }
    set { kind = .microcontroller(newValue) }
  }
}

extension Device: Codable {
  /// The fields that devices of every kind have.
  private enum Field: String, CodingKey { case name, title, kind, source }

  /// The kinds in JSON.
  private enum KindName: String, CaseIterable { case microcontroller }

  /// Reads a device; `kind` may be absent, which is a microcontroller, and a field that its kind does not
  /// have is an error.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    let word = try fields.decodeIfPresent(String.self, forKey: .kind)
    guard let name = word.map(KindName.init(rawValue:)) ?? .microcontroller else {
      let known = KindName.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: fields,
        debugDescription: "expected \(known), found \"\(word ?? "")\"")
    }
    // The fields of the kind come first: one that is not known is reported before one that is missing.
    switch name {
    case .microcontroller: kind = .microcontroller(try Microcontroller(from: decoder))
    }
    self.name = try fields.decode(String.self, forKey: .name)
    title = try fields.decode(String.self, forKey: .title)
    source = try fields.decode(String.self, forKey: .source)
  }

  /// Writes the fields of the device and of its kind side by side, a microcontroller without `kind`.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(title, forKey: .title)
    try fields.encode(source, forKey: .source)
    switch kind {
    case .microcontroller(let microcontroller): try microcontroller.encode(to: encoder)
    }
  }
}
