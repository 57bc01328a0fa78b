import Files
package import Foundation

/// The sections of a linked 32-bit little-endian ELF file that take memory.
///
/// Layout: Tool Interface Standard, Executable and Linking Format, version 1.2.
package struct ELFSections: Equatable, Sendable {
  /// A section that takes memory.
  package struct Section: Equatable, Sendable {
    /// For example `.data`.
    package var name: String
    /// The first address.
    package var address: UInt32
    /// The size.
    package var bytes: Int
    /// Whether the file holds its contents; false for memory that starts as zeros or undefined.
    package var isLoaded: Bool
    /// Whether the program may write to it.
    package var isWritable: Bool
  }

  /// The sections that take memory, in the order of the file.
  package let sections: [Section]

  /// As much of a name as is kept, so that a damaged table cannot name the whole file many times.
  private static let longestName = 255

  /// Reads a file.
  package init(contentsOf url: URL) throws {
    try self.init(Data(readingFrom: url), file: url.lastPathComponent)
  }

  /// Reads the bytes of a file.
  package init(_ data: Data, file: String) throws {
    let bytes = [UInt8](data)
    func number(_ offset: Int, _ count: Int) throws -> Int {
      guard offset >= 0, offset + count <= bytes.count else {
        throw FirmwareError.notELF(
          file: file, reason: "it ends at byte \(bytes.count), before byte \(offset + count)")
      }
      return (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 1, 1]) else {
      throw FirmwareError.notELF(file: file, reason: "it begins with other bytes")
    }
    let table = try number(32, 4)
    let entrySize = try number(46, 2)
    let count = try number(48, 2)
    guard entrySize >= 40 || count == 0 else {
      throw FirmwareError.notELF(
        file: file, reason: "a section takes \(entrySize) bytes instead of 40")
    }
    let names = try number(table + entrySize * number(50, 2) + 16, 4)
    var sections: [Section] = []
    for index in 0..<count {
      let entry = table + entrySize * index
      let (kind, flags) = (try number(entry + 4, 4), try number(entry + 8, 4))
      let size = try number(entry + 20, 4)
      guard flags & 2 != 0, size > 0 else { continue }  // SHF_ALLOC
      let start = try names + number(entry, 4)
      guard start < bytes.count else {
        throw FirmwareError.notELF(file: file, reason: "a section's name lies outside")
      }
      sections.append(
        Section(
          name: String(
            decoding: bytes[start...].prefix(Self.longestName).prefix { $0 != 0 }, as: UTF8.self),
          address: UInt32(truncatingIfNeeded: try number(entry + 12, 4)), bytes: size,
          isLoaded: kind != 8, isWritable: flags & 1 != 0))  // SHT_NOBITS, SHF_WRITE
    }
    self.sections = sections
  }

  /// The bytes of the sections of these names.
  package func bytes(_ names: String...) -> Int {
    sections.filter { names.contains($0.name) }.reduce(0) { $0 + $1.bytes }
  }
}
