/// The place of a block in a space.
package struct BlockPosition: Hashable, Sendable {
  /// The index of the unit, from 0.
  package var unit: Int
  /// The index of the block in its unit, from 0.
  package var block: Int

  package init(unit: Int, block: Int) {
    self.unit = unit
    self.block = block
  }

  /// The prefix of the block's nodes: `u1.b0` is the first block of the first unit.
  package var name: String { "u\(unit + 1).b\(block)" }
}

extension SearchSpace {
  /// The channels that enter the block at `position`.
  package func inputChannels(of position: BlockPosition) -> Int {
    if position.block > 0 { return units[position.unit].channels }
    return position.unit > 0 ? units[position.unit - 1].channels : stemChannels
  }

  /// The stride of the block at `position`.
  package func stride(of position: BlockPosition) -> Int {
    position.block == 0 ? units[position.unit].stride : 1
  }

  /// Whether the input of the block at `position` is added to its output.
  package func hasResidual(at position: BlockPosition) -> Bool {
    stride(of: position) == 1 && inputChannels(of: position) == units[position.unit].channels
  }
}
