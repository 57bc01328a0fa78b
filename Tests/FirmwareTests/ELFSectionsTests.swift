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
}
