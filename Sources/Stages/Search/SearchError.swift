public import Architectures
public import Devices

/// A search that has no answer.
public enum SearchError: Error, Equatable, CustomStringConvertible {
  /// No point of the space stays within the budget; `nearest` comes closest.
  case nothingFits(device: String, nearest: Architecture, cost: Cost, violations: [Violation])

  /// What is needed, what is allowed, and what to do.
  public var description: String {
    switch self {
    case .nothingFits(let device, let nearest, _, let violations):
      "No architecture fits \(device): of the nearest (\(nearest)), "
        + "\(violations.map(\.description).joined(separator: " and ")). "
        + "Raise the budget or choose a larger device."
    }
  }
}
