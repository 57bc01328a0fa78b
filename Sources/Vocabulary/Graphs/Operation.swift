/// The type of a value that flows along an edge of a graph.
public protocol ValueType: Hashable, Codable, Sendable {
  /// The shape of the value for one image.
  var shape: Shape { get }
}

extension Shape: ValueType {
  /// The shape itself.
  public var shape: Shape { self }
}

/// What an operation must say of itself so that a graph can be built, checked and shown.
///
/// A dialect is an enum whose cases carry one struct each; every `switch` over it is exhaustive.
public protocol Operation: Codable, Equatable, Sendable {
  /// The type of the values between operations of this dialect.
  associatedtype Value: ValueType

  /// The name of the operation in tables and errors, for example `convolution`.
  var mnemonic: String { get }

  /// How many inputs the operation takes.
  var arity: ClosedRange<Int> { get }

  /// The first rule that the operation breaks on these inputs, worded, or nil.
  func violation(on inputs: [Value]) -> String?

  /// The type of the result; called only where `violation(on:)` is nil.
  func output(of inputs: [Value]) -> Value
}
