import Foundation
import Testing

/// The Swift code of the articles and of the README is code of `Snippets`, which the build compiles.
@Suite struct ArticleTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let catalogue = root.appending(path: "Sources/Composition/Thimble/Thimble.docc")

  private static func text(_ file: URL) throws -> String {
    try String(contentsOf: file, encoding: .utf8)
  }

  private static func files(in folder: URL, ending: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.lastPathComponent.hasSuffix(ending) }
      .sorted { $0.path < $1.path }
  }

  /// The texts that readers see, on GitHub and as documentation.
  private static func articles() throws -> [URL] {
    try files(in: catalogue, ending: ".md") + [root.appending(path: "README.md")]
  }

  /// The blocks of a page that are marked as this language, without their fences.
  private static func blocks(of language: String, in text: String) -> [String] {
    var blocks: [String] = []
    var block: [Substring]?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```\(language)" {
        block = []
      } else if line == "```", let lines = block {
        blocks.append(lines.joined(separator: "\n"))
        block = nil
      } else {
        block?.append(line)
      }
    }
    return blocks
  }

  @Test func `every Swift block is a run of lines of a snippet`() throws {
    let snippets = try Self.files(in: Self.root.appending(path: "Snippets"), ending: ".swift")
      .map { "\n" + (try Self.text($0)) }
    #expect(snippets.count >= 4)
    for article in try Self.articles() {
      for block in Self.blocks(of: "swift", in: try Self.text(article)) {
        let isFound = snippets.contains { $0.contains("\n\(block)\n") }
        #expect(isFound, "\(article.lastPathComponent) shows code of no snippet:\n\(block)")
      }
    }
  }

  @Test func `every snippet is shown whole, but for its imports`() throws {
    let shown = try Self.articles().flatMap { Self.blocks(of: "swift", in: try Self.text($0)) }
    for snippet in try Self.files(in: Self.root.appending(path: "Snippets"), ending: ".swift") {
      for line in try Self.text(snippet).split(separator: "\n").dropFirst()
      where !line.hasPrefix("import ") {
        let isShown = shown.contains { $0.split(separator: "\n").contains(line) }
        #expect(isShown, "No article shows this line of \(snippet.lastPathComponent): \(line)")
      }
    }
  }

  @Test func `links between files lead to files`() throws {
    for article in try Self.articles() + [Self.root.appending(path: "CONTRIBUTING.md")] {
      for match in try Self.text(article).matches(of: /\]\(([^)\s]+)\)/) {
        let target = String(match.output.1)
        if target.contains("://") || target.hasPrefix("#") { continue }
        let path =
          target.hasPrefix("doc:")
          ? "\(target.dropFirst(4)).md" : String(target.prefix { $0 != "#" })
        let file = article.deletingLastPathComponent().appending(path: path)
        #expect(
          FileManager.default.fileExists(atPath: file.path),
          "\(article.lastPathComponent) links to '\(target)'")
      }
    }
  }

  @Test func `the README is short and its lines fit a page`() throws {
    let lines = try Self.text(Self.root.appending(path: "README.md"))
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 150)
    let code = Set(
      lines.indices.filter { index in
        lines[..<index].filter { $0.hasPrefix("```") }.count % 2 == 1
      })
    for (index, line) in lines.enumerated() where !line.hasPrefix("|") && !code.contains(index) {
      #expect(line.count <= 100, "line \(index + 1) of README.md has \(line.count) letters")
    }
  }
}
