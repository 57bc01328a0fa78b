/// The average or the maximum over a window.
public struct Pool: Hashable, Codable, Sendable {
  /// What is taken of the values under the window.
  public enum Kind: String, Codable, Sendable {
    /// The mean of the values inside the map; padding is not counted.
    case average
    /// The largest value inside the map.
    case maximum
  }

  /// Average or maximum.
  public var kind: Kind
  /// Kernel, stride and padding.
  public var window: Window

  /// A pooling layer.
  public init(_ kind: Kind, window: Window) {
    self.kind = kind
    self.window = window
  }

  var mnemonic: String {
    switch kind {
    case .average: "average pool"
    case .maximum: "maximum pool"
    }
  }

  /// The rules of pooling.
  package static let constraints: [Constraint<Application<Pool, Shape>>] = [
    Constraint(Window.rule) { $0.op.window.violation(on: $0.inputs[0]) }
  ]
}
