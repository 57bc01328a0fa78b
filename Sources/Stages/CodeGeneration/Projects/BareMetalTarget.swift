package import Devices
import Execution

/// What a project for a device without an operating system needs of that device.
package struct BareMetalTarget: Equatable, Sendable {
  /// What selects the instructions of the core, by compiler.
  package struct Flags: Equatable, Sendable {
    /// Of `arm-none-eabi-gcc`.
    package var gcc: [String]
    /// Of `clang`.
    package var clang: [String]
  }

  /// The name of the device, for example `stm32f746`.
  package var name: String
  /// The name for people.
  package var title: String
  /// The linker script for the memories of the device.
  package var script: String
  /// The linker script for those of the emulated machine.
  package var emulatorScript: String
  /// The machine of QEMU, for example `mps2-an500`.
  package var machine: String
  /// What selects the instructions of the core.
  package var flags: Flags
  /// Start-up and what compilers call by themselves: texts by the names of their files.
  package var runtime: [String: String]

  /// Nil where no program is built for the core of the device, or no machine of the emulator runs it.
  package init?(_ device: Device) {
    let core = device.microcontroller.core
    guard let gcc = Toolchain.flags(for: core, .gcc),
      let clang = Toolchain.flags(for: core, .clang), let machine = Machine(for: core)
    else { return nil }
    name = device.name
    title = device.title
    script = LinkerScript(for: device).text
    // Both memories of every machine.
    emulatorScript =
      LinkerScript(
        flash: .init(origin: 0, bytes: 4 << 20), ram: .init(origin: 0x2000_0000, bytes: 4 << 20),
        stackBytes: Microcontroller.stackBytes
      ).text
    self.machine = machine.name
    flags = Flags(gcc: gcc, clang: clang)
    runtime = DeviceRuntime.sources
  }
}
