/// How the accuracy predictor of a supernet is made.
public struct PredictorPlan: Codable, Equatable, Sendable {
  /// Sub-networks that it learns from, drawn uniformly.
  public var samples: Int
  /// Further sub-networks that it is judged by.
  public var tests: Int
  /// Units of its hidden layers.
  public var width: Int
  /// Perceptrons whose mean predicts.
  public var members: Int

  /// A plan; units are those of arXiv 1908.09791.
  public init(samples: Int = 600, tests: Int = 200, width: Int = 400, members: Int = 4) {
    self.samples = samples
    self.tests = tests
    self.width = width
    self.members = members
  }
}

extension PredictorPlan: DeclaredSettings {
  /// ``samples``.
  package static let samples = Setting("--samples", \Self.samples, .whole(10...Int.max))
  /// ``tests``.
  package static let tests = Setting("--tests", \Self.tests, .whole(2...Int.max))

  package static var declarations: [any SettingDeclaration<PredictorPlan>] { [samples, tests] }
}
