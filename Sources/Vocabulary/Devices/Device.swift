/// A microcontroller as numbers with their sources; adding a device adds no code.
public struct Device: Codable, Equatable, Sendable {
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

  /// A device; ``Device/problem`` says what is wrong with it.
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

  private func bytes(of memory: String) -> Int {
    memories.first { $0.name == memory }?.bytes ?? 0
  }
}

/// A processor core that Thimble knows.
public enum Core: String, Codable, Sendable, CaseIterable {
  /// Armv6-M, no DSP instructions.
  case cortexM0Plus = "cortex-m0plus"
  /// Armv7E-M with DSP instructions and single-precision floating point.
  case cortexM4F = "cortex-m4f"
  /// Armv8-M mainline with DSP instructions.
  case cortexM33 = "cortex-m33"
  /// Armv7E-M with DSP instructions, dual issue and caches.
  case cortexM7 = "cortex-m7"

  /// Whether the core has the DSP extension (`SMLAD`, `SXTB16`).
  public var hasDSP: Bool {
    switch self {
    case .cortexM0Plus: false
    case .cortexM4F, .cortexM33, .cortexM7: true
    }
  }
}

/// A named region of memory.
public struct Memory: Codable, Equatable, Sendable {
  /// The name in the data sheet, for example `AXI SRAM`.
  public var name: String
  /// The first address, for the linker script.
  public var origin: UInt32
  /// The size in bytes.
  public var bytes: Int
  /// Where the numbers come from.
  public var source: String

  /// A region.
  public init(name: String, origin: UInt32, bytes: Int, source: String) {
    self.name = name
    self.origin = origin
    self.bytes = bytes
    self.source = source
  }
}
