/// A fully connected layer on a vector: weight `[outputs, inputs]`, bias `[outputs]`.
public struct Dense: Hashable, Codable, Sendable {
  /// Features of the result, at least 1.
  public var outputs: Int
  /// Whether a bias is added.
  public var hasBias: Bool

  /// A fully connected layer.
  public init(outputs: Int, hasBias: Bool = true) {
    self.outputs = outputs
    self.hasBias = hasBias
  }

  /// The rules of a fully connected layer.
  package static let constraints: [Constraint<Application<Dense, Shape>>] = [
    Constraint("There is at least one output.") {
      $0.op.outputs < 1 ? "there are \($0.op.outputs)" : nil
    },
    Constraint("The input is a vector; flatten or pool a feature map first.") {
      $0.inputs[0].area == 1 ? nil : "it is \($0.inputs[0])"
    },
  ]
}
