import Devices
import Foundation
import Reports
import Testing

@Suite struct ReportTests {
  private static var provedRow: Report.Row {
    var row = Report.Row(
      device: "STM32F746", architecture: "r32 k5e6,k3e5 k7e4,k5e4,k3e3 k5e4,k5e4,k3e4",
      cost: [
        .flash: Quantity(311_000, .measured), .ram: Quantity(120_400, .measured),
        .macs: Quantity(14_320_000, .measured), .latency: Quantity(61.24, .estimated),
      ],
      budget: [.flash: 1_032_192, .ram: 323_584])
    row.floatAccuracy = Quantity(0.9123, .measured)
    row.integerAccuracy = Quantity(0.9101, .measured)
    row.instructions = Quantity(23_400_000, .measured)
    row.verified = "100 images equal"
    return row
  }

  static let report = Report(
    title: "Generated images on three devices",
    command: "thimble fit --data generated --device stm32f746 --device stm32g431",
    conditions: [
      .init("Data", "generated, 6,000 training and 1,000 test images"), .init("Seed", "0"),
    ],
    rows: [
      provedRow,
      .init(
        device: "STM32G431", architecture: "r16 k3e3 k3e2 k3e2",
        cost: [.ram: Quantity(17_000, .estimated), .macs: Quantity(812_000, .measured)],
        budget: [.ram: 28_672]),
    ],
    candidates: (0..<48).map { index in
      let macs = 800_000 + index * 290_000
      let wave = Double((index * 7) % 11) / 300
      return .init(
        macs: macs, accuracy: 0.93 - 0.25 / (1 + Double(index) / 6) - wave,
        winnerOf: index == 0
          ? ["STM32G431"] : index == 22 ? ["STM32F401"] : index == 44 ? ["STM32F746"] : [])
    })

  @Test func theTableAlignsItsColumnsAndMarksWhatIsEstimated() {
    let lines = Self.report.text.split(separator: "\n").map(String.init)
    #expect(lines[1].hasPrefix("Device     "))
    #expect(lines[3].contains("91.2 %  91.0 %  304 of 1008 KiB"))
    #expect(lines[3].contains("≈ 61.2 ms"))
    #expect(lines[4].contains("–"))
    #expect(lines[4].contains("≈ 17 of 28 KiB"))
    #expect(lines.contains("≈ estimated by a model · no mark: measured"))
    #expect(lines.last == "Repeat with: \(Self.report.command)")
    #expect(lines.allSatisfy { !$0.hasSuffix(" ") })
  }

  // Case 2
  @Test func `the accuracy of few test images is printed with its interval`() throws {
    var report = Self.report
    #expect(!report.text.contains("interval") && !report.html.contains("interval"))
    report.rows[0].interval = AccuracyInterval(ofFew: 40, share: 33.0 / 40)
    report.notes = ["No test image, so not in the accuracy: '<one>'"]
    let lines = report.text.split(separator: "\n").map(String.init)
    #expect(lines[1].contains("int8  95 % interval"))
    #expect(lines[3].contains("91.0 %    68.1–91.3 %"))
    #expect(lines.contains("No test image, so not in the accuracy: '<one>'"))
    #expect(report.html.contains("<span>68.1–91.3 %</span>"))
    #expect(
      report.html.contains("No test image, so not in the accuracy: &#39;&lt;one&gt;&#39;</p>"))
    #expect(AccuracyInterval(ofFew: 1000, share: 0.5) == nil)
    #expect(AccuracyInterval(share: 1, images: 4).text == "51.0–100.0 %")
  }

  @Test func conditionsStandOnALineEach() {
    let lines = Self.report.text.split(separator: "\n").map(String.init)
    #expect(lines.contains("Data: generated, 6,000 training and 1,000 test images"))
    #expect(lines.contains("Seed: 0"))
  }

  @Test func theTableOfMemorySumsThePartsOfEveryLinkedDevice() {
    var report = Self.report
    #expect(report.memoryText.isEmpty && !report.html.contains("Where the bytes go"))
    report.rows[0].memory = [
      .init(.flash, "weights", bytes: 1_234_567, plannedBytes: 1_234_560),
      .init(.flash, "kernels", bytes: 433),
      .init(.ram, "arena", bytes: 70_000, plannedBytes: 70_000),
      .init(.ram, "variables", bytes: 0),
    ]
    let lines = report.memoryText.split(separator: "\n").map(String.init)
    #expect(lines[0] == "Memory, bytes               STM32F746")
    #expect(lines[2] == "Flash: weights  1,234,567 (1,234,560)")
    #expect(lines[4] == "Flash in all                1,235,000")
    #expect(!lines.contains { $0.contains("variables") })
    #expect(lines[6] == "RAM in all                     70,000")
    #expect(report.html.contains("<tr class=\"sum\"><th scope=\"row\">RAM in all</th>"))
  }

  @Test(arguments: [(1025, "1025 of 2047 B"), (1024, "1 of 1 KiB"), (2049, "3 of 1 KiB")])
  func `A use is rounded up and a budget down, but where it fits and would not look so`(
    bytes: Double, text: String
  ) {
    let row = Report.Row(
      device: "D", architecture: "A", cost: [.flash: Quantity(bytes, .measured)],
      budget: [.flash: 2047])
    #expect(Report(title: "T", command: "c", rows: [row]).text.contains(text))
  }

  @Test func thePageIsOneFileWithoutScriptsOrLinks() {
    let page = Self.report.html
    for part in ["<script", "http:", "https:", "src=", "@import", "url("] {
      #expect(!page.contains(part))
    }
    #expect(page.contains("<svg viewBox=\"0 0 480 340\" role=\"img\""))
    #expect(page.components(separatedBy: "class=\"candidate\" cx").count - 1 == 45)
    #expect(page.contains("chosen for STM32F401"))
  }

  @Test func textOfTheUserIsEscapedInThePage() throws {
    var report = Self.report
    report.title = "<b>\"&'"
    report.candidates = []
    #expect(report.html.contains("<h1>&lt;b&gt;&quot;&amp;&#39;</h1>"))
    #expect(!report.html.contains("<figure>"))
  }

  @Test(arguments: [0, 1, 2]) func aPictureOfFewOrEqualCandidatesHasFiniteCoordinates(count: Int) {
    var report = Self.report
    report.candidates = (0..<count).map { _ in .init(macs: 1_000_000, accuracy: 0.5) }
    #expect(!report.html.contains("nan") && !report.html.contains("inf\""))
  }

  @Test func aReportSurvivesJSON() throws {
    let data = try JSONEncoder().encode(Self.report)
    #expect(try JSONDecoder().decode(Report.self, from: data) == Self.report)
  }
}
