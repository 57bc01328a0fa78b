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
  /// The stride of the block at `position`.
  package func stride(of position: BlockPosition) -> Int {
    position.block == 0 ? units[position.unit].stride : 1
  }
}
