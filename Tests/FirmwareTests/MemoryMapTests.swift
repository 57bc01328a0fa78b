import Devices
import Execution
import Foundation
import TestTools
import Testing

/// A device with memories of these places.
private func board(
  _ core: String = "cortex-m4f", flash: (origin: UInt32, bytes: Int) = (0x0800_0000, 512 << 10),
  ram: (origin: UInt32, bytes: Int) = (0x2000_0000, 96 << 10)
) throws -> Device {
  Device(
    name: "board", title: "Board",
    kind: .microcontroller(
      Microcontroller(
        core: try #require(Core(named: core)), clockHertz: 84_000_000,
        memories: [
          Memory(name: "flash", origin: flash.origin, bytes: flash.bytes, source: "test"),
          Memory(name: "RAM", origin: ram.origin, bytes: ram.bytes, source: "test"),
        ], codeMemory: "flash", arenaMemory: "RAM")),
    source: "test")
}

struct MemoryMapTests {
  /// A name, a core, and origins and sizes of flash and RAM.
  private typealias Map = (String, String, UInt32, Int, UInt32, Int)

  private static let maps: [Map] = [
    ("external RAM", "cortex-m7", 0x0800_0000, 2_097_152, 0xD000_0000, 8_388_608),
    ("QSPI flash", "cortex-m0plus", 0x1000_0000, 16_777_216, 0x2000_0000, 270_336),
    ("decimal sizes", "cortex-m33", 0x0C00_0000, 1_000_000, 0x2000_0000, 100_000),
    ("odd page", "cortex-m3", 0x0800_3C00, 113_663, 0x2000_01F0, 29_983),
  ]

  private static let otherMaps: [Map] = [
    ("boot loader", "cortex-m4f", 0x0800_4000, 507_904, 0x2000_0000, 98_304),
    ("UF2", "cortex-m4f", 0x4000, 507_904, 0x2000_0000, 196_608),
    ("SoftDevice", "cortex-m4f", 0x0002_7000, 888_832, 0x2000_2AD8, 251_176),
    ("less 256 and 100 bytes", "cortex-m4f", 0x0800_0100, 524_032, 0x2000_0000, 98_204),
    ("tightly coupled", "cortex-m7", 0x0020_0000, 1_048_576, 0x2000_0000, 327_681),
  ]

  // Case 1
  @Test(.needsEmulation, arguments: LargeTests.areWanted ? maps + otherMaps : maps)
  private func `every memory map of a real board is proved in the emulator`(map: Map) throws {
    let (_, core, flash, flashBytes, ram, ramBytes) = map
    let sample = try FirmwareSample(seed: 31, images: 2)
    defer { sample.remove() }
    let device = try board(core, flash: (flash, flashBytes), ram: (ram, ramBytes))
    let verdict = try sample.verify(device)
    #expect(verdict.isExact)
    #expect(verdict.machine != nil && verdict.hostOnlyReason == nil)
    #expect(verdict.layers.allSatisfy { $0.instructions > 0 })
  }

  @Test(.needsEmulation)
  func `instructions and footprint do not depend on the addresses`() throws {
    let sample = try FirmwareSample(seed: 32, images: 1)
    defer { sample.remove() }
    let verdicts = try [
      board(), board(flash: (0x0002_7000, 888_832), ram: (0x2000_2AD8, 251_176)),
      board(flash: (0x9000_0000, 16 << 20), ram: (0xD000_0000, 8 << 20)),
    ].map { try sample.verify($0) }
    #expect(verdicts.allSatisfy { $0.layers == verdicts[0].layers })
    #expect(verdicts.allSatisfy { $0.footprint == verdicts[0].footprint })
  }

  @Test(.needsEmulation, arguments: [0, 5, 1000])
  func `an image that fills its budget to the byte is proved`(odd: Int) throws {
    let sample = try FirmwareSample(seed: 33, images: 1)
    defer { sample.remove() }
    let device = try board(ram: (0x2000_0000 + UInt32(odd) * 8, 96 << 10))
    let used = try #require(try sample.footprint(on: device))
    let budget = Budget(
      [.flash: used.flashBytes + odd, .ram: used.ramBytes + odd].mapValues(Double.init))
    #expect(try sample.verify(device, budget: budget).machine != nil)
  }

  @Test(.needsEmulation)
  func `an image above its budget by a byte is refused with both numbers`() throws {
    let sample = try FirmwareSample(seed: 34, images: 1)
    defer { sample.remove() }
    let device = try board()
    let used = try #require(try sample.footprint(on: device))
    for (flash, ram, kind) in [(1, 0, Resource.flash), (0, 1, .ram)] {
      let needed = kind == .flash ? used.flashBytes : used.ramBytes
      #expect(
        throws: FirmwareError.tooLarge(
          device: "Board",
          violations: [
            Violation(kind, needed: Double(needed), allowed: Double(needed - 1))
          ])
      ) {
        try sample.verify(
          device,
          budget: Budget(
            [.flash: used.flashBytes - flash, .ram: used.ramBytes - ram].mapValues(Double.init)))
      }
    }
  }

  @Test(.needsEmulation)
  func `an image larger than its device is measured`() throws {
    let sample = try FirmwareSample(seed: 34, images: 1)
    defer { sample.remove() }
    let device = try board()
    let small = try board(flash: (0x0800_0000, 1000), ram: (0x2000_0000, 1001))
    #expect(try sample.footprint(on: small) == sample.footprint(on: device))
    #expect(try #require(try sample.footprint(on: small)).flashBytes > 1000)
  }

  /// Accesses by one byte too far, as C with the linker's symbols.
  private static let codes: [(name: String, code: String)] = [
    ("a write below the RAM", "__ram_start[-1] = 1;"),
    ("a write behind the RAM", "__ram_end[0] = 1;"),
    ("a read below the RAM", "(void)__ram_start[-1];"),
    ("a read behind the RAM", "(void)__ram_end[0];"),
    ("a read below the flash", "(void)__flash_start[-1];"),
    ("a read behind the flash", "(void)__flash_end[0];"),
    ("a write to the flash", "__flash_start[64] = 1;"),
  ]

  /// Memories of whole and of odd sizes in turns, or all.
  private static let breaches = codes.enumerated().flatMap { index, breach in
    let sizes = [96 << 10, 77_777]
    return (LargeTests.areWanted ? sizes : [sizes[index % 2]]).map { (breach, $0) }
  }

  @Test(.needsEmulation, arguments: breaches)
  func `every breach by a byte is a failure`(
    breach: (name: String, code: String), ramBytes: Int
  ) throws {
    let sample = try FirmwareSample(seed: 35, images: 1)
    defer { sample.remove() }
    try sample.edit(
      "model.c", replace: "MODEL_LAYER_DONE(0);",
      by: """
        #ifdef __arm__
        extern volatile signed char __ram_start[], __ram_end[], __flash_start[], __flash_end[];
        \(breach.code)
        #endif
        """)
    let device = try board(flash: (0x0800_4000, ramBytes * 5), ram: (0x2000_2AD8, ramBytes))
    #expect("\(breach.name)") {
      try sample.verify(device)
    } throws: { error in
      guard case FirmwareError.fault = error else { return false }
      return true
    }
  }

  @Test(.needsEmulation, arguments: [98_204])
  func `a stack that is too small is a failure`(ramBytes: Int) throws {
    let sample = try FirmwareSample(seed: 26, images: 1)
    defer { sample.remove() }
    let device = try board(ram: (0x2000_2AD8, ramBytes))
    #expect {
      try sample.verify(device, stackBytes: 16)
    } throws: { error in
      guard case FirmwareError.fault = error else { return false }
      return true
    }
  }

  @Test(.needsEmulation)
  func `a breach is reported with the address of the device`() throws {
    let sample = try FirmwareSample(seed: 25, images: 1)
    defer { sample.remove() }
    // Not on this computer, where the address means nothing.
    try sample.edit(
      "model.c", replace: "MODEL_LAYER_DONE(0);",
      by: """
        #ifdef __arm__
        extern volatile signed char __ram_end[];
        __ram_end[0] = 1;
        #endif
        """)
    #expect {
      try sample.verify(try board(ram: (0x2000_2AD8, 96 << 10)))
    } throws: { error in
      guard case FirmwareError.fault(address: 0x2001_AAD8, status: _) = error else { return false }
      return true
    }
  }
}
