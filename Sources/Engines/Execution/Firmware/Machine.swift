package import Devices

/// A machine of the emulator that runs the code of a core.
///
/// All have 4 MiB of memory at 0, 4 MiB at 0x20000000, 16 MiB elsewhere and a timer of 25 MHz; below
/// 0x20000000 and around the 16 MiB there is nothing (QEMU 7.2, `info mtree`).
package struct Machine: Equatable, Sendable {
  /// The emulator's name of it, for example `mps2-an500`.
  package var name: String
  /// The core that the emulator puts into it, for example `Cortex-M7`.
  package var coreTitle: String
  /// Where the 16 MiB begin.
  package var externalOrigin: UInt32

  static let timerOrigin: UInt32 = 0x4000_0000

  /// The machine that executes the instructions of `core`, or nil where the emulator has none.
  ///
  /// Armv6-M is a part of Armv7-M, so a Cortex-M3 runs the code of a Cortex-M0+; code for an Armv8-M
  /// mainline core is compiled for the part that it shares with a Cortex-M4.
  package init?(for core: Core) {
    switch core.instructions {
    case .armv7EM where core == .cortexM7:
      self.init(name: "mps2-an500", coreTitle: "Cortex-M7", externalOrigin: 0x6000_0000)
    case .armv7EM, .armv8M:
      self.init(name: "mps2-an386", coreTitle: "Cortex-M4F", externalOrigin: 0x2100_0000)
    case .armv6M, .armv7M:
      self.init(name: "mps2-an385", coreTitle: "Cortex-M3", externalOrigin: 0x2100_0000)
    case .xtensa, .riscV, .other:
      return nil
    }
  }

  private init(name: String, coreTitle: String, externalOrigin: UInt32) {
    self.name = name
    self.coreTitle = coreTitle
    self.externalOrigin = externalOrigin
  }
}
