/// The places of an architecture's choices in a short row of bytes, its *genome*.
///
/// A byte is the index of a choice. The row holds, in this order,
///
/// 1. the resolution,
/// 2. the depth of each unit,
/// 3. the kernel of each block of the largest depth,
/// 4. the expand ratio of each block of the largest depth.
///
/// Blocks that the depth skips keep their bytes, which a search may draw, cross and forget; they say
/// nothing about the architecture. Every row whose bytes are below ``choiceCounts`` is a point of
/// the space.
package struct GenomeLayout: Sendable {
  /// The space.
  package let space: SearchSpace
  /// The blocks of the largest depth, in order.
  package let blocks: [BlockPosition]
  /// For each byte, of how many choices it is one.
  package let choiceCounts: [Int]
  /// Per unit the index of its first block in ``blocks``.
  package let firstBlocks: [Int]
  /// Per unit the depths of the space.
  package let depths: [[Int]]

  /// The layout of a valid space; a list of choices has at most 256.
  package init(_ space: SearchSpace) {
    self.space = space
    var blocks: [BlockPosition] = []
    var firstBlocks: [Int] = []
    for (index, unit) in space.units.enumerated() {
      firstBlocks.append(blocks.count)
      blocks += (0..<unit.largestDepth).map { BlockPosition(unit: index, block: $0) }
    }
    self.blocks = blocks
    self.firstBlocks = firstBlocks
    depths = space.units.map(\.depths)
    choiceCounts =
      [space.resolutions.count] + depths.map(\.count)
      + blocks.map { space.units[$0.unit].kernels.count }
      + blocks.map { space.units[$0.unit].expandRatios.count }
    precondition(choiceCounts.allSatisfy { $0 <= 256 }, "An index of a choice fits a byte.")
  }

  /// The bytes of a genome.
  package var count: Int { choiceCounts.count }
  /// The place of the first kernel.
  package var firstKernel: Int { 1 + depths.count }
  /// The place of the first expand ratio.
  package var firstExpandRatio: Int { firstKernel + blocks.count }

  /// The genome of a point of the space; skipped blocks have zeros.
  package func genome(of architecture: Architecture) -> [UInt8] {
    precondition(architecture.units.count == depths.count, "The architecture is a point.")
    var genome = [UInt8](repeating: 0, count: count)
    genome[0] = index(of: architecture.resolution, in: space.resolutions)
    for (unit, blocks) in architecture.units.enumerated() {
      genome[1 + unit] = index(of: blocks.count, in: depths[unit])
      for (position, block) in blocks.enumerated() {
        let place = firstBlocks[unit] + position
        genome[firstKernel + place] = index(of: block.kernel, in: space.units[unit].kernels)
        genome[firstExpandRatio + place] = index(
          of: block.expandRatio, in: space.units[unit].expandRatios)
      }
    }
    return genome
  }

  /// The architecture of a genome.
  package func architecture(of genome: some RandomAccessCollection<UInt8>) -> Architecture {
    let genome = Array(genome)
    precondition(genome.count == count, "\(genome.count) bytes are no genome of \(count).")
    return Architecture(
      resolution: space.resolutions[Int(genome[0])],
      units: space.units.indices.map { unit in
        let choices = space.units[unit]
        return (0..<choices.depths[Int(genome[1 + unit])]).map { position in
          let place = firstBlocks[unit] + position
          return Architecture.Block(
            kernel: choices.kernels[Int(genome[firstKernel + place])],
            expandRatio: choices.expandRatios[Int(genome[firstExpandRatio + place])])
        }
      })
  }

  private func index(of value: Int, in choices: [Int]) -> UInt8 {
    guard let index = choices.firstIndex(of: value) else {
      preconditionFailure("The architecture is a point of the space; \(value) is no choice.")
    }
    return UInt8(index)
  }
}
