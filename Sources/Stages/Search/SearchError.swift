public import Architectures
public import Devices

/// A search that has no answer.
public enum SearchError: Error, Equatable, CustomStringConvertible {
  /// No point of the space stays within the budget; `nearest` comes closest.
  case nothingFits(device: String, nearest: Architecture, cost: Cost, violations: [Violation])
  /// A budget limits, or a front trades, a resource of which the device's cost model has no number.
  case unknownCost(device: String, Resource)
  /// The costs of a device, or a front, are those of another search space.
  case otherSpace(device: String, expected: String, found: String)
  /// There are fewer measurements than devices.
  case tooFewCandidates(Int, devices: Int)
  /// As many accuracies were asked for as there are architectures, and others were given.
  case otherAccuracies(expected: Int, found: Int)

  /// What is needed, what is allowed, and what to do.
  public var description: String {
    switch self {
    case .nothingFits(let device, let nearest, _, let violations):
      "No architecture fits \(device): of the nearest (\(nearest)), "
        + "\(violations.map(\.description).joined(separator: " and ")). "
        + "Raise the budget or choose a larger device."
    case .unknownCost(let device, let resource):
      "The cost model of \(device) has no number for \(resource.description.word). Leave it out of "
        + "budgets and fronts."
    case .otherSpace(let device, let expected, let found):
      "The search is in the space '\(expected)'; what is known of \(device) is of '\(found)'. "
        + "Make its costs or its front of the space that is searched."
    case .tooFewCandidates(let candidates, let devices):
      "At least one candidate is measured for each device: \(candidates) are fewer than \(devices). "
        + "Measure more of them."
    case .otherAccuracies(let expected, let found):
      "There is one accuracy for each architecture: \(expected) were expected, \(found) were found."
    }
  }
}
