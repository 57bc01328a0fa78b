import ArgumentParser
import Pipeline
import Reports

/// Everything that was found to a table and a page.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show what a run has found, as a table and as a page.",
    usage: "thimble report [<options>]",
    discussion: """
      EXAMPLES
        thimble report --run runs/two
        thimble report --run runs/two --memory
            with the parts of flash and RAM
        thimble report --run runs/two --json

      It writes 'report.json' and 'report.html', one file without scripts. What no
      step has found yet is left open.
      """)

  @OptionGroup var options: StepOptions

  @Flag(help: "Show what the bytes of flash and RAM are for, too.")
  var memory = false

  func run() async throws {
    try await options.perform(
      .report, { try await $0.report(again: options.again) },
      text: { folder in
        let report = try folder.readReport()
        return report.text + (memory ? "\n" + report.memoryText : "")
      }, json: { try $0.readReport() })
  }
}
