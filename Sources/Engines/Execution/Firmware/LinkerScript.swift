package import Devices

/// The linker script of emitted code in a memory for code and a memory for variables.
///
/// The stack lies lowest, so that an overflow leaves the RAM. Of the objects that `FirmwareBuild`
/// makes, sections show what the bytes are for; those of other builds fall into `.runtime` and `.bss`.
package struct LinkerScript: Equatable, Sendable {
  /// A memory.
  package struct Region: Equatable, Sendable {
    /// The first address.
    package var origin: UInt32
    /// The size.
    package var bytes: Int

    package init(origin: UInt32, bytes: Int) {
      self.origin = origin
      self.bytes = bytes
    }
  }

  /// What holds code and constants.
  package var flash: Region
  /// What holds stack, arena and variables.
  package var ram: Region
  /// What the stack gets of the RAM, rounded up to whole double words.
  package var stackBytes: Int
  /// The memory and the sections of a harness, which are not the image's.
  var harness = Harness()

  /// Lines of a harness.
  struct Harness: Equatable, Sendable {
    /// The memory.
    var memory = ""
    /// The sections.
    var sections = ""
  }

  package init(flash: Region, ram: Region, stackBytes: Int) {
    self.flash = flash
    self.ram = ram
    self.stackBytes = stackBytes
  }

  /// For the memories of a device, as its file says.
  package init(for device: Device, stackBytes: Int = Microcontroller.stackBytes) {
    let microcontroller = device.microcontroller
    func region(_ name: String) -> Region {
      let memory = microcontroller.memories.first { $0.name == name }
      return Region(origin: memory?.origin ?? 0, bytes: memory?.bytes ?? 0)
    }
    self.init(
      flash: region(microcontroller.codeMemory), ram: region(microcontroller.arenaMemory),
      stackBytes: stackBytes)
  }

  /// The same addresses without limits, so that an image of any size can be linked and measured.
  var unlimited: LinkerScript {
    var script = self
    let most = 1 << 30
    script.flash.bytes = min(most, Int(UInt32.max - flash.origin))
    script.ram.bytes = min(most, Int(UInt32.max - ram.origin))
    return script
  }

  /// The script, for GNU ld and ld.lld.
  package var text: String {
    """
    ENTRY(reset)
    MEMORY {
      FLASH (rx) : ORIGIN = \(flash.origin.hexadecimal), LENGTH = \(flash.bytes)
      RAM (rw) : ORIGIN = \(ram.origin.hexadecimal), LENGTH = \(ram.bytes)\(harness.memory)
    }
    __flash_start = ORIGIN(FLASH);
    __flash_end = ORIGIN(FLASH) + LENGTH(FLASH);
    __ram_start = ORIGIN(RAM);
    __ram_end = ORIGIN(RAM) + LENGTH(RAM);
    SECTIONS {\(harness.sections)
      .vectors : { KEEP(*(.vectors)) } > FLASH
      .kernels : ALIGN(4) { kernel_*.o(.text* .rodata*) } > FLASH
      .model : ALIGN(4) { model*.o(.text* .rodata*) } > FLASH
      .constants : ALIGN(4) { KEEP(*weights.o(.rodata*)) } > FLASH
      .runtime : ALIGN(4) { *(.text* .rodata*) } > FLASH

      .stack (NOLOAD) : ALIGN(8) { __stack_bottom = .; . += \((stackBytes + 7) / 8 * 8); __stack_top = .; } > RAM
      .arena (NOLOAD) : ALIGN(8) { __bss_start = .; model*.o(.bss*) . = ALIGN(4); } > RAM
      .bss (NOLOAD) : ALIGN(4) { *(.bss* COMMON) . = ALIGN(4); __bss_end = .; } > RAM
      .data : ALIGN(4) { __data_start = .; *(.data*) . = ALIGN(4); __data_end = .; } > RAM AT> FLASH
      __data_load = LOADADDR(.data);
      /DISCARD/ : { *(.comment .note* .ARM.attributes .ARM.exidx* .ARM.extab*) }
    }

    """
  }
}

extension UInt32 {
  /// The number as C and linkers write an address, for example `0x20000000`.
  var hexadecimal: String {
    let digits = String(self, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
