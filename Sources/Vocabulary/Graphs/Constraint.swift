/// One rule that an operation must satisfy, with the sentence that states it.
///
/// The same value checks a graph, words the error and fills the table of supported operators.
package struct Constraint<Subject>: Sendable {
  /// The rule as a sentence.
  package let statement: String
  /// What was found instead, worded to follow "Here", or nil where the rule holds.
  package let violation: @Sendable (Subject) -> String?

  package init(_ statement: String, violation: @escaping @Sendable (Subject) -> String?) {
    self.statement = statement
    self.violation = violation
  }
}

/// An operation together with the types of the values it is applied to.
package struct Application<Op: Sendable, Value: Sendable>: Sendable {
  package let op: Op
  package let inputs: [Value]

  package init(_ op: Op, to inputs: [Value]) {
    self.op = op
    self.inputs = inputs
  }
}

extension Collection {
  /// The wording of the first of these rules that `subject` breaks.
  package func firstViolation<Subject>(by subject: Subject) -> String?
  where Element == Constraint<Subject> {
    for constraint in self {
      if let found = constraint.violation(subject) {
        return "\(constraint.statement) Here \(found)."
      }
    }
    return nil
  }
}
