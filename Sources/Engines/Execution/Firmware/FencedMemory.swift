import Planning

/// A memory of any size between two walls of the memory protection unit of Armv7-M.
///
/// A region of the unit is a power of two and is switched in eighths. Three regions, each one of which
/// refines the last eighth of the one before, fence a memory to 512ths of the next power of two, which
/// are 32 bytes at the least. What is left, at the other side of the memory, is painted.
struct FencedMemory: Equatable {
  /// Where the first wall stands; a multiple of ``block``.
  let base: UInt32
  /// The size of the memory.
  let bytes: Int
  /// Whether the memory ends at the second wall; else it begins at the first one.
  let isAtEnd: Bool

  /// The size of the first region.
  var block: Int {
    var block = 16 << 10
    while block < bytes { block *= 2 }
    return block
  }

  /// The bytes between the walls.
  private var span: Int { bytes.roundedUp(to: block / 512) }

  /// The first address of the memory, a multiple of 8 like that of a device's memory.
  var origin: UInt32 { base + (isAtEnd ? UInt32((span - bytes) / 8 * 8) : 0) }

  /// The address of the second wall.
  var end: UInt32 { base + UInt32(span) }

  /// The memory as a linker takes it.
  var region: LinkerScript.Region { LinkerScript.Region(origin: origin, bytes: bytes) }

  /// The words that set up the regions from number `first` on.
  func regions(_ access: MPURegion.Access, from first: Int) -> [MPURegion] {
    var regions: [MPURegion] = []
    var (start, size, left) = (base, block, span)
    while true {
      let eighth = size / 8
      let kept = (left + eighth - 1) / eighth
      if regions.isEmpty {
        regions.append(MPURegion(first, start, size, access, eighths: 0..<kept))
      } else if kept < 8 {
        regions.append(MPURegion(first + regions.count, start, size, .none, eighths: kept..<8))
      }
      left -= (kept - 1) * eighth
      if left == eighth { return regions }
      start += UInt32((kept - 1) * eighth)
      size = eighth
    }
  }
}

/// A region of the memory protection unit of Armv7-M (Armv7-M Architecture Reference Manual, B3.5).
struct MPURegion: Equatable {
  /// What the region allows.
  enum Access: UInt32 {
    /// Nothing.
    case none = 0x1000_0000
    /// Reading and executing.
    case code = 0x0600_0000
    /// Reading and writing.
    case variables = 0x1300_0000
    /// Everything.
    case all = 0x0300_0000
  }

  /// The register of the base address, with the number of the region.
  let base: UInt32
  /// The register of attributes and size.
  let size: UInt32

  /// - Parameters:
  ///   - number: 0 to 7; where regions overlap, the highest number decides.
  ///   - size: a power of two, at least 256; `start` is a multiple of it.
  ///   - eighths: the eighths of the region that it decides about.
  init(
    _ number: Int, _ start: UInt32, _ size: Int, _ access: Access, eighths: Range<Int> = 0..<8
  ) {
    var disabled: UInt32 = 0
    for eighth in 0..<8 where !eighths.contains(eighth) { disabled |= 1 << UInt32(eighth) }
    base = start | 0x10 | UInt32(number)
    // Normal memory, the region's size as a power of two, and on.
    let sizeField = UInt32(size.trailingZeroBitCount - 1) << 1
    self.size = access.rawValue | 0x0003_0000 | disabled << 8 | sizeField | 1
  }
}
