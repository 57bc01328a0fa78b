package import Devices
import Planning

/// What the bytes of a linked image are for; read from the file, not from a plan.
package struct Footprint: Codable, Equatable, Sendable {
  /// Flash: code of the kernels with the tables that they bring along.
  package var kernelBytes: Int
  /// Flash: the list of calls and the layers' numbers.
  package var modelBytes: Int
  /// Flash: weights, biases, multipliers and tables.
  package var constantBytes: Int
  /// Flash: vectors, start-up and what the compiler calls by itself.
  package var runtimeBytes: Int
  /// Flash: first values of variables.
  package var initialBytes: Int
  /// RAM: the arena of all values.
  package var arenaBytes: Int
  /// RAM: variables outside of the arena.
  package var variableBytes: Int
  /// RAM: what is set aside for the stack.
  package var stackBytes: Int

  /// Read-only bytes of the image, with the gaps between its sections.
  package var flashBytes: Int
  /// Read-write bytes of the image, with the gaps between its sections.
  package var ramBytes: Int

  /// What the image takes of the device, measured.
  package var cost: Cost {
    [
      .flash: Quantity(Double(flashBytes), .measured), .ram: Quantity(Double(ramBytes), .measured),
    ]
  }

  /// Every number by the name of its field.
  package var numbers: [(field: String, value: Int)] {
    [
      ("kernelBytes", kernelBytes), ("modelBytes", modelBytes), ("constantBytes", constantBytes),
      ("runtimeBytes", runtimeBytes), ("initialBytes", initialBytes), ("arenaBytes", arenaBytes),
      ("variableBytes", variableBytes), ("stackBytes", stackBytes), ("flashBytes", flashBytes),
      ("ramBytes", ramBytes),
    ]
  }

  /// Bytes of flash that are no constant of the network.
  package var codeBytes: Int { flashBytes - constantBytes }

  /// Gaps between sections, and start-up in the flash.
  package var otherBytes: (flash: Int, ram: Int) {
    (
      flashBytes - constantBytes - kernelBytes - modelBytes,
      ramBytes - arenaBytes - variableBytes - stackBytes
    )
  }

  /// Sums the sections of an image that `FirmwareBuild` has linked.
  ///
  /// - Parameters:
  ///   - flashOrigin: where the flash begins.
  ///   - ramOrigin: where the RAM begins.
  init(_ elf: ELFSections, flashOrigin: UInt32, ramOrigin: UInt32) {
    kernelBytes = elf.bytes(".kernels")
    modelBytes = elf.bytes(".model")
    constantBytes = elf.bytes(".constants")
    runtimeBytes = elf.bytes(".vectors", ".runtime")
    initialBytes = elf.bytes(".data")
    arenaBytes = elf.bytes(".arena")
    variableBytes = elf.bytes(".bss", ".data")
    stackBytes = elf.bytes(".stack")
    func end(of names: Set<String>, above origin: UInt32) -> Int {
      elf.sections.filter { names.contains($0.name) && $0.address >= origin }
        .map { Int($0.address - origin) + $0.bytes }.max() ?? 0
    }
    let code = end(
      of: [".vectors", ".kernels", ".model", ".constants", ".runtime"], above: flashOrigin)
    // First values begin at a whole word behind the code, even where there are none.
    flashBytes = code.roundedUp(to: 4) + initialBytes
    ramBytes = end(of: [".stack", ".arena", ".bss", ".data"], above: ramOrigin)
  }
}
