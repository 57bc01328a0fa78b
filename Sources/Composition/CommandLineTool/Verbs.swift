import ArgumentParser

/// The verbs of the command, in the order of the help.
enum Verbs {
  static let steps: [any ParsableCommand.Type] = []
  static let questions: [any ParsableCommand.Type] = [
    DevicesCommand.self, OperatorsCommand.self, InspectCommand.self,
  ]
}
