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
