package import Devices

/// A machine of the emulator that runs the code of a core.
///
/// All have 4 MiB of memory at 0 for flash, 4 MiB at 0x20000000 for RAM, a timer of 25 MHz, and
/// 16 MiB elsewhere for what is not part of the device.
package struct Machine: Equatable, Sendable {
  /// The emulator's name of it, for example `mps2-an500`.
  package var name: String
  /// The core that the emulator puts into it, for example `Cortex-M7`.
  package var coreTitle: String
  /// Where the 16 MiB begin.
  package var externalOrigin: UInt32

  static let flashOrigin: UInt32 = 0
  static let ramOrigin: UInt32 = 0x2000_0000
  static let memoryBytes = 4 << 20
  static let externalBytes = 16 << 20
  static let timerOrigin: UInt32 = 0x4000_0000

  /// The machine that executes the instructions of `core`.
  ///
  /// Armv6-M is a part of Armv7-M, so a Cortex-M3 runs the code of a Cortex-M0+; code for a
  /// Cortex-M33 is compiled for the part that it shares with a Cortex-M4.
  package init(for core: Core) {
    switch core {
    case .cortexM7:
      self.init(name: "mps2-an500", coreTitle: "Cortex-M7", externalOrigin: 0x6000_0000)
    case .cortexM4F, .cortexM33:
      self.init(name: "mps2-an386", coreTitle: "Cortex-M4F", externalOrigin: 0x2100_0000)
    case .cortexM0Plus:
      self.init(name: "mps2-an385", coreTitle: "Cortex-M3", externalOrigin: 0x2100_0000)
    }
  }

  private init(name: String, coreTitle: String, externalOrigin: UInt32) {
    self.name = name
    self.coreTitle = coreTitle
    self.externalOrigin = externalOrigin
  }
}
