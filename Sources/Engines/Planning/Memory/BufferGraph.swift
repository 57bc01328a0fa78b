/// A network as the memory planner sees it: how many bytes each value takes and who reads it.
///
/// Values are numbered like the nodes of the graph they come from; `inputs` name earlier values.
package struct BufferGraph: Equatable, Sendable {
  /// One value and the step that computes it.
  package struct Value: Equatable, Sendable {
    /// The values that the step reads.
    package var inputs: [Int]
    /// The bytes of the value.
    package var bytes: Int
    /// Bytes that only this step needs, while it runs.
    package var scratchBytes: Int
    /// Where the value may lie.
    package var freedom: Freedom

    package init(inputs: [Int], bytes: Int, scratchBytes: Int = 0, freedom: Freedom = .own) {
      self.inputs = inputs
      self.bytes = bytes
      self.scratchBytes = scratchBytes
      self.freedom = freedom
    }
  }

  /// Where the value of a step may lie.
  package enum Freedom: Equatable, Sendable {
    /// In bytes that no live value uses.
    case own
    /// Also over one of these inputs, named by position, if no later step reads it.
    case over([Int])
    /// It is the first input under another shape; no byte moves.
    case alias
    /// It is all inputs one behind the other, so that they may be computed right into it.
    case joined
  }

  /// The values in an order in which they can be computed.
  package var values: [Value]
  /// The value that must still be there at the end.
  package var output: Int

  package init(values: [Value], output: Int) {
    self.values = values
    self.output = output
  }

  /// For each value, the values whose step reads it, each once and in order.
  package var readers: [[Int]] {
    var readers = [[Int]](repeating: [], count: values.count)
    for (index, value) in values.enumerated() {
      for input in Set(value.inputs) { readers[input].append(index) }
    }
    return readers
  }

  /// The value whose bytes each value is: itself unless it is an alias.
  package var roots: [Int] {
    var roots = Array(values.indices)
    for (index, value) in values.enumerated() where value.freedom == .alias {
      roots[index] = roots[value.inputs[0]]
    }
    return roots
  }
}

extension Int {
  /// The next multiple of `alignment` that is not smaller.
  package func roundedUp(to alignment: Int) -> Int {
    (self + alignment - 1) / alignment * alignment
  }
}
