import Reports
import Testing

// Case 28
@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("bar", 3), ("dög", 3), ("e\u{301}cole", 5), ("鳥", 2), ("ｆｕｌｌ", 8), ("한국", 4),
    ("\u{1112}\u{1161}", 2),
    ("emoji 🦊", 8), ("👨‍👩‍👧", 2), ("🇩🇪", 2), ("👍🏽", 2), ("❤️", 2), ("©", 1), ("1", 1), ("", 0),
    ("z\u{300}\u{301}\u{302}", 1), ("नमस्ते", 4), ("…", 1), ("█░", 2), ("≈ 12", 4), ("a\u{200D}b", 2),
  ])
  func `wide characters take two columns and marks none`(text: String, columns: Int) {
    #expect(text.displayWidth == columns)
  }

  @Test(arguments: [
    ("new\nline", "new\\nline"), ("tab\there", "tab\\there"), ("a\r\nb", "a\\r\\nb"),
    ("bell\u{7}1", "bell\\u{7}1"), ("ctrl\u{7F}", "ctrl\\u{7f}"),
    ("\u{1B}[31mred", "\\u{1b}[31mred"),
    ("abc\u{202E}gpj", "abc\\u{202e}gpj"), ("line\u{2028}end", "line\\u{2028}end"),
    ("plain 鳥 🦊 👨‍👩‍👧", "plain 鳥 🦊 👨‍👩‍👧"), ("back\\slash", "back\\slash"),
  ])
  func `what a terminal would act on is shown`(text: String, shown: String) {
    #expect(text.printable == shown)
    #expect(text.printableLines == shown.replacing("\\n", with: "\n"))
  }

  @Test func `a long text is cut at a character`() {
    #expect("short".shortened(to: 5) == "short")
    #expect("longer".shortened(to: 5) == "long…")
    #expect("鳥鳥鳥".shortened(to: 4) == "鳥…")
    #expect("🦊🦊".shortened(to: 3) == "🦊…")
    #expect("e\u{301}e\u{301}e\u{301}".shortened(to: 2) == "e\u{301}…")
  }

  @Test func `columns of a table stand under each other whatever names are in them`() {
    var table = TextTable([.init("Class", isName: true), .init("Images", isNumber: true)])
    let names = [
      "bar", "鳥", "emoji 🦊", "new\nline", "e\u{301}", String(repeating: "a", count: 200),
    ]
    for name in names { table.add([name, "12"]) }
    let lines = table.lines
    #expect(lines.count == names.count + 2)
    #expect(Set(lines.map(\.displayWidth)) == [TextTable.mostNameColumns + 2 + 6])
    #expect(lines[5].hasPrefix("new\\nline "))
    #expect(lines[7].hasPrefix(String(repeating: "a", count: TextTable.mostNameColumns - 1) + "…"))
    #expect(lines.allSatisfy { !$0.contains("\n") })
  }

  @Test func `a page shows control characters and keeps the lines of its command`() {
    var report = ReportTests.report
    report.title = "The images in 'a\u{7}\nb'"
    report.command = "thimble train\nthimble quantize"
    #expect(report.html.contains("<h1>The images in &#39;a\\u{7}\\nb&#39;</h1>"))
    #expect(report.html.contains("<pre><code>thimble train\nthimble quantize</code></pre>"))
    #expect(report.text.hasPrefix("The images in 'a\\u{7}\\nb'\n\n"))
  }
}
