/// How the sub-networks are searched.
public struct SearchPlan: Codable, Equatable, Sendable {
  /// The most devices that are searched one by one; a larger fleet is served from one Pareto front of
  /// predicted accuracy.
  public static let devicesWithoutFront = 8

  /// Candidates whose accuracy is measured, over all devices.
  public var candidates: Int
  /// Candidates of one generation.
  public var population: Int
  /// Training images with which the batch norms of a candidate are recalibrated.
  public var recalibrationImages: Int

  /// A plan.
  public init(candidates: Int = 96, population: Int = 16, recalibrationImages: Int = 512) {
    self.candidates = candidates
    self.population = population
    self.recalibrationImages = recalibrationImages
  }
}

extension SearchPlan: DeclaredSettings {
  /// ``candidates``, of which each device needs one.
  package static let candidates = Setting("--candidates", \Self.candidates, .whole())

  package static var declarations: [any SettingDeclaration<SearchPlan>] {
    [
      candidates,
      Setting("population", \Self.population, .whole(2...Int.max)),
      Setting("recalibrationImages", \Self.recalibrationImages, .whole(32...Int.max)),
    ]
  }
}
