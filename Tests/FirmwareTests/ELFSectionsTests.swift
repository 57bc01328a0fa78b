import Execution
import Foundation
import Testing

struct ELFSectionsTests {
  @Test("A file that is no ELF file is refused")
  func refused() {
    #expect(throws: FirmwareError.notELF(file: "x", reason: "it begins with other bytes")) {
      try ELFSections(Data("text".utf8), file: "x")
    }
  }

  @Test("A file that ends early is refused")
  func truncated() {
    #expect(
      throws: FirmwareError.notELF(file: "x", reason: "it ends at byte 6, before byte 36")
    ) {
      try ELFSections(Data([0x7F, 0x45, 0x4C, 0x46, 1, 1]), file: "x")
    }
  }

  @Test("A table of entries without size or of endless names costs no more than the file")
  func damagedTable() throws {
    var file = [UInt8](repeating: 1, count: 1 << 16)
    file.replaceSubrange(0..<52, with: [0x7F, 0x45, 0x4C, 0x46] + Array(repeating: 1, count: 48))
    file.replaceSubrange(32..<36, with: [52, 0, 0, 0])
    file.replaceSubrange(46..<52, with: [0, 0, 0xFF, 0xFF, 0, 0])
    #expect(
      throws: FirmwareError.notELF(file: "x", reason: "a section takes 0 bytes instead of 40")
    ) {
      try ELFSections(Data(file), file: "x")
    }
    // One entry of ones whose name begins in the table and goes on to the end of the file.
    file.replaceSubrange(46..<52, with: [40, 0, 1, 0, 0, 0])
    file.replaceSubrange(52..<56, with: [0, 0, 0, 0])
    file.replaceSubrange(68..<72, with: [80, 0, 0, 0])
    file.replaceSubrange(60..<64, with: [2, 0, 0, 0])
    #expect(try ELFSections(Data(file), file: "x").sections.map(\.name.utf8.count) == [255])
  }
}
