import Foundation
import TestTools
import Testing

/// The only place where an absent tool is reported: everywhere else its tests are left out.
struct ToolTests {
  /// The value of `THIMBLE_REQUIRE_TOOLS`: `1` for the tools of `make test`, `all` for those of
  /// `make test-all`, too.
  private static let required = ProcessInfo.processInfo.environment["THIMBLE_REQUIRE_TOOLS"]

  private static func isRequired(_ tool: TestTool) -> Bool {
    required == "all" || (required == "1" && tool.installer != .setupAll)
  }

  @Test(arguments: TestTool.allCases)
  func `every tool is present, or is known to be absent`(tool: TestTool) {
    let absence: Comment =
      "'\(tool)' is not on PATH, so its tests are left out; it comes with \(tool.installer.rawValue)."
    if Self.isRequired(tool) {
      #expect(tool.isPresent, absence)
    } else if !tool.isPresent {
      withKnownIssue { Issue.record(absence) }
    }
  }

  @Test func `the variable that requires tools has a known value`() {
    #expect([nil, "1", "all"].contains(Self.required))
  }
}
