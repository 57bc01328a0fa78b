import Devices

/// The memory of a device at the addresses of the machine that stands for it.
struct MemoryMap {
  let machine: Machine
  let flashBytes: Int
  let ramBytes: Int

  /// - Throws: where the sizes need more regions than the memory protection unit has, or exceed the machine.
  init(device: Device) throws {
    machine = Machine(for: device.core)
    flashBytes = device.flashBytes
    ramBytes = device.ramBytes
    for bytes in [flashBytes, ramBytes] {
      if bytes > Machine.memoryBytes {
        throw FirmwareError.fence(
          device: device.name,
          reason: "\(ByteCount(bytes)) exceed the \(ByteCount(Machine.memoryBytes)) of the machine")
      }
      if bytes % 32 != 0 || bytes == 0 {
        throw FirmwareError.fence(
          device: device.name, reason: "\(bytes) bytes are no multiple of 32")
      }
    }
    // Each binary digit of a size is a region; harness and timer take one each.
    let regions = flashBytes.nonzeroBitCount + ramBytes.nonzeroBitCount + 2
    if regions > 8 {
      throw FirmwareError.fence(
        device: device.name,
        reason: "sizes with \(regions - 2) binary digits take more than 6 regions")
    }
  }

  private func hex(_ address: UInt32) -> String { "0x" + String(address, radix: 16) }

  /// `board.h`, which the harness includes.
  var header: String {
    """
    #ifndef BOARD_H
    #define BOARD_H

    #include "harness.h"

    #define FLASH_ORIGIN \(hex(Machine.flashOrigin))u
    #define FLASH_BYTES \(flashBytes)u
    #define RAM_ORIGIN \(hex(Machine.ramOrigin))u
    #define RAM_BYTES \(ramBytes)u
    #define HARNESS_ORIGIN \(hex(machine.externalOrigin))u
    #define HARNESS_BYTES \(Machine.externalBytes)u
    #define TIMER_ORIGIN \(hex(Machine.timerOrigin))u

    #endif

    """
  }

  /// The stack lies lowest, so that an overflow leaves the RAM; the sections tell what bytes are for.
  func linkerScript(stackBytes: Int) -> String {
    """
    ENTRY(reset)
    MEMORY {
      FLASH (rx) : ORIGIN = \(hex(Machine.flashOrigin)), LENGTH = \(flashBytes)
      RAM (rw) : ORIGIN = \(hex(Machine.ramOrigin)), LENGTH = \(ramBytes)
      EXTERNAL (rwx) : ORIGIN = \(hex(machine.externalOrigin)), LENGTH = \(Machine.externalBytes)
    }
    SECTIONS {
      .harness : ALIGN(8) { harness.o(.text* .rodata* .data*) } > EXTERNAL
      .harness_bss (NOLOAD) : ALIGN(8) {
        __harness_bss_start = .; harness.o(.bss* COMMON) . = ALIGN(8); __harness_bss_end = .;
        . += 65536; __harness_stack_top = .;
      } > EXTERNAL

      .vectors : { KEEP(*(.vectors)) } > FLASH
      .kernels : ALIGN(4) { kernel_*.o(.text* .rodata*) } > FLASH
      .model : ALIGN(4) { model*.o(.text* .rodata*) } > FLASH
      .constants : ALIGN(4) { KEEP(weights.o(.rodata*)) } > FLASH
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
