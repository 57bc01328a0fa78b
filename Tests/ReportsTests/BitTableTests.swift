import Devices
import Foundation
import Testing

@testable import Reports

@Suite struct BitTableTests {
  private static let table = BitTable(
    network: "small", scheme: "pc", memoryRule: "planned",
    steps: [
      .init(name: "input", node: "image", output: "8x8x3", valueBits: 8),
      .init(
        name: "conv0", node: "stem", output: "8x8x16", weightBits: 8, valueBits: 4,
        flash: .init(uncut: 600, chosen: 600), ram: .init(uncut: 1216, chosen: 704)),
      .init(
        name: "fc", node: "classifier", output: "1x1x10", weightBits: 2, valueBits: 8,
        flash: .init(uncut: 10_300, chosen: 2620), ram: .init(uncut: 1034, chosen: 522)),
    ],
    flash: .init(uncut: 10_900, chosen: 3220), ram: .init(uncut: 1216, chosen: 704),
    flashLimit: 4096, ramLimit: 1024)

  @Test func theTableEndsWithSumsAndLimits() {
    let lines = Self.table.text(device: "STM32F401").split(separator: "\n").map(String.init)
    #expect(lines[0] == "small for STM32F401: scheme pc, memory rule planned")
    func row(_ name: String) -> [Substring]? {
      lines.first { $0.hasPrefix(name) }?.split(separator: " ")
    }
    #expect(row("conv0")?.dropFirst(3) == ["8", "bits", "4", "bits", "600", "600", "1,216", "704"])
    #expect(row("in all")?.dropFirst(2) == ["10,900", "3,220", "1,216", "704"])
    #expect(row("limit")?.dropFirst() == ["4,096", "1,024"])
  }

  @Test func thePictureShowsEachStepTwiceAndBothLimits() throws {
    let svg = try #require(BitPicture(Self.table)).svg
    func count(_ part: String) -> Int { svg.components(separatedBy: part).count - 1 }
    #expect(count("<rect class=\"uncut\"") == 2 && count("<rect class=\"part uncut\"") == 2)
    #expect(count("<rect class=\"b4\"") == 1 && count("<rect class=\"part b2\"") == 1)
    #expect(count("<path class=\"limit\"") == 2)
    #expect(svg.contains("RAM 704 bytes in place of 1,216 of 1,024"))
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    var free = Self.table
    (free.flashLimit, free.ramLimit) = (nil, nil)
    #expect(BitPicture(free)?.svg.contains("class=\"limit\"") == false)
    free.steps = []
    #expect(BitPicture(free) == nil)
  }

  @Test func aRowWithFewerBitsHasItsPictureAndAColumnBeside8Bits() throws {
    var row = Report.Row(device: "STM32F401", architecture: "small")
    row.integerAccuracy = Quantity(0.9, .measured)
    row.eightBitAccuracy = Quantity(0.91, .measured)
    row.bits = Self.table
    let report = Report(title: "T", command: "c", rows: [row])
    #expect(report.text.contains("91.0 %      90.0 %"))
    #expect(report.html.contains("<h2>Bits and bytes of the layers: STM32F401</h2>"))
    let data = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(Report.self, from: data) == report)
  }
}
