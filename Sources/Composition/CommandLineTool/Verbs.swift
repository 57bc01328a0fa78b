import ArgumentParser

/// The verbs of the command, in the order of the help.
enum Verbs {
  static let steps: [any ParsableCommand.Type] = [
    FitCommand.self, TrainCommand.self, PredictorCommand.self, SearchCommand.self,
    QuantizeCommand.self, EmitCommand.self, VerifyCommand.self, ReportCommand.self,
  ]
  static let questions: [any ParsableCommand.Type] = [
    EvalCommand.self, PredictCommand.self, FrontCommand.self, LatencyCommand.self,
    DevicesCommand.self, OperatorsCommand.self, InspectCommand.self, DataCommand.self,
  ]
}
