import ArgumentParser
import Reports

/// Prints the operations of both dialects with the rules that they must satisfy.
struct OperatorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operators",
    abstract: "Show the supported operations and their rules.",
    discussion: """
      EXAMPLES
        thimble operators
        thimble operators --json

      A rule is the value that checks a network; a network that breaks it is
      answered with the same sentence.
      """)

  @Flag(help: "Print the operations as JSON.")
  var json = false

  func run() throws {
    let operators = SupportedOperator.all
    if json {
      try writeJSON(operators)
    } else {
      standardOutput.write(Self.table(of: operators))
    }
  }

  /// One line per rule.
  static func table(of operators: [SupportedOperator]) -> String {
    var table = TextTable([.init("Operation"), .init("Float"), .init("Integer"), .init("Rules")])
    for entry in operators {
      let all = entry.rules + entry.integerRules.map { "Integer: \($0)" }
      let rules = all.isEmpty ? ["–"] : all
      for (index, rule) in rules.enumerated() {
        table.add(
          index == 0
            ? [entry.name, entry.isFloat ? "yes" : "–", entry.isInteger ? "yes" : "–", rule]
            : ["", "", "", rule])
      }
    }
    return table.lines.joined(separator: "\n") + "\n"
  }
}
