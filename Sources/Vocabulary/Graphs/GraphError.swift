/// A graph that cannot be built or that breaks a rule of its dialect.
public enum GraphError: Error, Equatable, CustomStringConvertible {
  /// An operation was applied to the wrong number of inputs.
  case arity(node: String, op: String, expected: ClosedRange<Int>, found: Int)
  /// A rule of the operation does not hold; `sentence` states it and what was found.
  case constraint(node: String, op: String, sentence: String)
  /// Two nodes have one name.
  case duplicateName(String)
  /// A node reads a value that is not computed before it.
  case order(node: String, input: Int)
  /// The value type stored in a node differs from the one that its inputs imply.
  case value(node: String, expected: String, found: String)
  /// The output index names no node, or the first node is not the input.
  case structure(String)

  /// One or two sentences: where, what was expected, what was found and what to do.
  public var description: String {
    switch self {
    case .arity(let node, let op, let expected, let found):
      let range =
        expected.lowerBound == expected.upperBound
        ? "\(expected.lowerBound)" : "\(expected.lowerBound) to \(expected.upperBound)"
      return "\(op) '\(node)' takes \(range) inputs; here it has \(found)."
    case .constraint(let node, let op, let sentence):
      return "\(op) '\(node)': \(sentence)"
    case .duplicateName(let name):
      return "Two nodes are named '\(name)'; give each node a name of its own."
    case .order(let node, let input):
      return "Node '\(node)' reads node \(input), which is not computed before it."
    case .value(let node, let expected, let found):
      return "Node '\(node)' has the value type \(found); its inputs imply \(expected)."
    case .structure(let sentence):
      return sentence
    }
  }
}
