/// A block in the graph of its network: which nodes it has, what they are to it, and which channels
/// depend on each other.
package struct BuiltBlock: Equatable, Sendable {
  /// What a node is to its block.
  package enum Role: CaseIterable, Sendable {
    /// The layer that gives the middle channels from those of the input.
    case expand
    /// The convolution whose side is the kernel of the block; of an inverted bottleneck it is the
    /// depthwise one.
    case kernel
    /// The first layer of squeeze-and-excite.
    case squeeze
    /// The second layer of squeeze-and-excite.
    case excite
    /// The layer that gives the channels of the unit from the middle ones.
    case project
    /// The sum with the input.
    case residual
  }

  /// Channels that lie inside a block.
  package enum Channels: CaseIterable, Sendable {
    /// Those between the first layer and the projection.
    case middle
    /// Those between the two layers of squeeze-and-excite.
    case hidden
  }

  /// The indices of its nodes in the graph.
  package let nodes: Range<Int>
  /// The nodes that have a role.
  package let roles: [Role: Int]
  /// The channels that may change their order together.
  package let channels: [Channels: DependentChannels]

  package init(
    nodes: Range<Int>, roles: [Role: Int], channels: [Channels: DependentChannels]
  ) {
    self.nodes = nodes
    self.roles = roles
    self.channels = channels
  }
}

/// Channels that several layers of a block share: to put them into another order, the entries of all
/// their tensors move.
package struct DependentChannels: Equatable, Sendable {
  /// How many there are.
  package var count: Int
  /// Whether they are the channels of the block's input, whose order other blocks depend on.
  package var areInputs: Bool
  /// The nodes whose tensors have an entry for each along their first dimension.
  package var outputs: [Int]
  /// The nodes whose weights have an entry for each along their second dimension.
  package var inputs: [Int]
  /// The node among ``inputs`` whose weights say how important a channel is.
  package var reader: Int

  package init(count: Int, areInputs: Bool = false, outputs: [Int], inputs: [Int], reader: Int) {
    self.count = count
    self.areInputs = areInputs
    self.outputs = outputs
    self.inputs = inputs
    self.reader = reader
  }
}
