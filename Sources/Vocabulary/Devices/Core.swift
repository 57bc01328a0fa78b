import Graphs

/// A processor core, by the name under which compilers know it, for example `cortex-m4f`.
public struct Core: Hashable, Sendable {
  /// The instructions that a core executes, as far as they decide how its code is built and proved.
  public enum Instructions: String, Sendable, CaseIterable {
    /// Armv6-M, and the baseline of Armv8-M, which contains it.
    case armv6M = "Armv6-M"
    /// Armv7-M, without DSP instructions.
    case armv7M = "Armv7-M"
    /// Armv7E-M with DSP instructions.
    case armv7EM = "Armv7E-M"
    /// Armv8-M mainline with DSP instructions.
    case armv8M = "Armv8-M"
    /// Xtensa of any configuration.
    case xtensa = "Xtensa"
    /// RISC-V of any width and set of extensions.
    case riscV = "RISC-V"
    /// Those of a core that Thimble does not know.
    case other
  }

  /// The name, lower case.
  public let name: String
  /// What the core executes.
  public let instructions: Instructions
  /// Whether code may use floating-point registers.
  public let hasFloatingPoint: Bool

  private init(_ name: String, _ instructions: Instructions, hasFloatingPoint: Bool = false) {
    self.name = name
    self.instructions = instructions
    self.hasFloatingPoint = hasFloatingPoint
  }

  /// Armv6-M, no DSP instructions.
  public static let cortexM0Plus = Core("cortex-m0plus", .armv6M)
  /// Armv7-M, no DSP instructions.
  public static let cortexM3 = Core("cortex-m3", .armv7M)
  /// Armv7E-M with DSP instructions and single-precision floating point.
  public static let cortexM4F = Core("cortex-m4f", .armv7EM, hasFloatingPoint: true)
  /// Armv8-M mainline with DSP instructions and single-precision floating point.
  public static let cortexM33 = Core("cortex-m33", .armv8M, hasFloatingPoint: true)
  /// Armv7E-M with DSP instructions, dual issue and caches.
  public static let cortexM7 = Core("cortex-m7", .armv7EM, hasFloatingPoint: true)

  /// The cores that Thimble knows, in the order of their families.
  public static let known: [Core] = [
    Core("cortex-m0", .armv6M), cortexM0Plus, Core("cortex-m1", .armv6M),
    Core("cortex-m23", .armv6M), cortexM3, Core("cortex-m4", .armv7EM), cortexM4F, cortexM7,
    cortexM33, Core("cortex-m35p", .armv8M, hasFloatingPoint: true),
    Core("cortex-m52", .armv8M, hasFloatingPoint: true),
    Core("cortex-m55", .armv8M, hasFloatingPoint: true),
    Core("cortex-m85", .armv8M, hasFloatingPoint: true), Core("xtensa-lx6", .xtensa),
    Core("xtensa-lx7", .xtensa), Core("xtensa-lx106", .xtensa), Core("riscv32", .riscV),
    Core("riscv64", .riscV), Core("rv32imc", .riscV), Core("rv32imac", .riscV),
    Core("rv32imafc", .riscV), Core("hazard3", .riscV),
  ]

  /// In front of the name of a core that is meant although it looks like a mistyped one.
  static let otherPrefix = "other:"

  /// The core of this name, which may be one that Thimble does not know.
  ///
  /// Nil where the name is no name, or so near to that of a known core that it is mistyped; with
  /// `other:` in front, every name is taken as it is.
  public init?(named name: String) {
    if let core = Self.known.first(where: { $0.name == name }) {
      self = core
      return
    }
    let isMeant = name.hasPrefix(Self.otherPrefix)
    let bare = isMeant ? String(name.dropFirst(Self.otherPrefix.count)) : name
    let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-+._")
    guard bare.contains(where: \.isLetter), bare.allSatisfy(allowed.contains),
      isMeant || !Self.isMistyped(bare)
    else { return nil }
    self.init(name, .other)
  }

  /// Two changes make a known name of it, or it claims to be of a family of which all are known.
  private static func isMistyped(_ name: String) -> Bool {
    name.hasPrefix("cortex-m") || known.contains { name.editDistance(to: $0.name) <= 2 }
  }

  /// What is wrong with a name that is none, with the nearest names and all that are known.
  static func problem(with name: String) -> String {
    let names = known.map(\.name)
    return "there is no core \"\(name)\"; the nearest are "
      + "\(names.nearest(to: name).joined(separator: ", ")); expected one of "
      + "\(names.joined(separator: ", ")), or \"other:NAME\" for a core that Thimble does not know"
  }
}

extension Core: Codable {
  /// Reads the name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let core = Core(named: name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: Self.problem(with: name))
    }
    self = core
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
