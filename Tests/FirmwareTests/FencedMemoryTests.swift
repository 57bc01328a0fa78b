import Testing

@testable import Execution

struct FencedMemoryTests {
  /// Whether the unit allows an access to an address; the region of the highest number decides.
  private func allows(_ address: UInt32, _ regions: [MPURegion]) -> Bool {
    for region in regions.reversed() {
      let size = UInt32(1) << ((region.size >> 1 & 31) + 1)
      let start = region.base & ~31
      guard address >= start, address - start < size else { continue }
      let eighth = (address - start) / (size / 8)
      guard region.size >> (8 + eighth) & 1 == 0 else { continue }
      return region.size >> 24 & 7 != 0
    }
    return false
  }

  @Test(arguments: [
    1, 100, 4096, 20_000, 65_536, 77_777, 98_204, 98_304, 100_000, 251_176, 888_832, 1_000_000,
    2_097_120, 4_194_303, 4_194_304, 8_388_507, 16_777_216,
  ])
  func `three regions let a memory end or begin at a wall, whatever its size`(bytes: Int) {
    for isAtEnd in [true, false] {
      let memory = FencedMemory(base: 0x6000_0000, bytes: bytes, isAtEnd: isAtEnd)
      let regions = memory.regions(.variables, from: 2)
      #expect(regions.count <= 3)
      #expect(regions.map { $0.base & 15 } == Array(2..<2 + UInt32(regions.count)))
      let (first, last) = (memory.origin, memory.origin + UInt32(bytes - 1))
      #expect(memory.origin % 8 == 0)
      #expect(
        allows(first, regions) && allows(last, regions) && allows((first + last) / 2, regions))
      #expect(!allows(memory.base - 1, regions) && allows(memory.base, regions))
      #expect(!allows(memory.end, regions) && allows(memory.end - 1, regions))
      #expect(!allows(memory.end + UInt32(memory.block / 4), regions))
      if isAtEnd {
        #expect(memory.end - last <= 8)
        #expect(bytes % 8 != 0 || memory.end == last + 1)
      } else {
        #expect(first == memory.base)
      }
      #expect(Int(memory.end - memory.base) - bytes < max(32, memory.block / 512))
    }
  }
}
