import Devices

/// Memories of a budget's size on the machine that stands for a device, and the harness beside them.
///
/// The harness lies at address 0, code up to 2 MiB behind it and variables up to 4 MiB at 0x20000000;
/// what is larger lies in the external memory of 16 MiB. A memory that is larger than its place is cut
/// to it, which is stricter.
struct EmulatedMemory: Equatable {
  let machine: Machine
  let flash: FencedMemory
  let ram: FencedMemory

  private static let harnessBytes = 1 << 20
  private static let flashOrigin: UInt32 = 0x0020_0000
  private static let codeRoom = 2 << 20
  private static let ramOrigin: UInt32 = 0x2000_0000
  private static let variableRoom = 4 << 20
  private static let externalBytes = 16 << 20

  /// Places memories for an image that fits them.
  ///
  /// - Parameters:
  ///   - budget: bytes of flash and RAM.
  ///   - used: what the image takes of them.
  ///   - isAtEnd: whether the memories end at a wall; else they begin at one.
  /// - Returns: nil where the machine has no room for the image.
  init?(
    _ machine: Machine, budget: (flash: Int, ram: Int), used: (flash: Int, ram: Int), isAtEnd: Bool
  ) {
    self.machine = machine
    let isFlashLarge = used.flash > Self.codeRoom
    let isRAMLarge = used.ram > Self.variableRoom
    // Where both are external, a gap keeps one from the other.
    let half = Self.externalBytes / 2
    let external =
      isFlashLarge && isRAMLarge ? half - (64 << 10) : Self.externalBytes
    let flashPlace = isFlashLarge ? external : Self.codeRoom
    let ramPlace = isRAMLarge ? external : Self.variableRoom
    guard used.flash <= flashPlace, used.ram <= ramPlace else { return nil }
    func memory(_ base: UInt32, _ budget: Int, _ used: Int, _ place: Int) -> FencedMemory {
      let bytes = min(budget, place)
      // A whole number of double words ends at a wall as it begins at one.
      let whole = bytes / 8 * 8
      return FencedMemory(base: base, bytes: used <= whole ? whole : bytes, isAtEnd: isAtEnd)
    }
    flash = memory(
      isFlashLarge ? machine.externalOrigin : Self.flashOrigin, budget.flash, used.flash,
      flashPlace)
    ram = memory(
      isRAMLarge
        ? machine.externalOrigin + (isFlashLarge ? UInt32(half) : 0) : Self.ramOrigin, budget.ram,
      used.ram, ramPlace)
  }

  /// The regions of the fence.
  var fence: [MPURegion] {
    var regions = [
      MPURegion(0, 0, Self.harnessBytes, .all),
      MPURegion(1, Machine.timerOrigin, 4096, .variables),
    ]
    regions += flash.regions(.code, from: regions.count)
    return regions + ram.regions(.variables, from: regions.count)
  }

  /// The script that links an image and the harness.
  func linkerScript(stackBytes: Int) -> LinkerScript {
    var script = LinkerScript(flash: flash.region, ram: ram.region, stackBytes: stackBytes)
    let words = fence.flatMap { [$0.base, $0.size] }.map { "LONG(\($0.hexadecimal))" }
    script.harness = LinkerScript.Harness(
      memory: "\n  HARNESS (rwx) : ORIGIN = 0, LENGTH = \(Self.harnessBytes)",
      sections: """

          __below_ram = \(ram.base.hexadecimal);
          __above_ram = \(ram.end.hexadecimal);
          .boot : { KEEP(boot.o(.boot_vectors)) } > HARNESS
          .fence : ALIGN(4) {
            __fence_start = .;
            \(words.joined(separator: " "))
            __fence_end = .;
          } > HARNESS
          .harness : ALIGN(8) { boot.o(.text* .rodata* .data*) harness.o(.text* .rodata* .data*) } > HARNESS
          .harness_bss (NOLOAD) : ALIGN(8) {
            __harness_bss_start = .; harness.o(.bss* COMMON) . = ALIGN(8); __harness_bss_end = .;
            . += 65536; __harness_stack_top = .;
          } > HARNESS

        """
    )
    return script
  }

  /// The address of a device's own map for one of the machine.
  ///
  /// - Parameter script: the memories of the device.
  /// - Returns: the address itself where it is far from both memories.
  func address(_ address: UInt32, in script: LinkerScript) -> UInt32 {
    for (memory, region) in [(flash, script.flash), (ram, script.ram)] {
      let offset = Int(address) - Int(memory.origin)
      guard (-Self.harnessBytes..<memory.bytes + Self.harnessBytes).contains(offset) else {
        continue
      }
      return UInt32(truncatingIfNeeded: Int(region.origin) + offset)
    }
    return address
  }
}
