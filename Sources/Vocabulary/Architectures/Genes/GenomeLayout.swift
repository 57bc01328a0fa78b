import Graphs

/// The places of an architecture's choices in a short row of bytes, its *genome*.
///
/// A byte is the index of a choice; the bytes are those of ``SearchSpace/genes``, in their order.
/// Blocks that the depth skips keep their bytes, which a search may draw, cross and forget; they say
/// nothing about the architecture. Every row whose bytes are below ``choiceCounts`` is a point of
/// the space.
package struct GenomeLayout: Sendable {
  /// The space.
  package let space: SearchSpace
  /// What each byte says.
  package let genes: [Gene]
  /// For each byte, of how many choices it is one.
  package let choiceCounts: [Int]
  /// The blocks of the largest depth, in order.
  package let blocks: [BlockPosition]
  /// Per unit the index of its first block in ``blocks``.
  package let firstBlocks: [Int]
  /// Per unit the depths of the space.
  package let depths: [[Int]]
  /// The bytes of all blocks, block by block.
  package let blockBytes: [Int]
  /// Per block where its bytes begin in ``blockBytes``, and the end of the last.
  package let firstBytes: [Int]

  /// The layout of a valid space; a list of choices has at most 256.
  package init(_ space: SearchSpace) {
    self.space = space
    let genes = space.genes
    self.genes = genes
    choiceCounts = genes.map(\.choices.count)
    depths = space.units.map(\.depths)
    var blocks: [BlockPosition] = []
    var firstBlocks: [Int] = []
    for (index, unit) in space.units.enumerated() {
      firstBlocks.append(blocks.count)
      blocks += (0..<unit.largestDepth).map { BlockPosition(unit: index, block: $0) }
    }
    self.blocks = blocks
    self.firstBlocks = firstBlocks
    var bytes: [BlockPosition: [Int]] = [:]
    for (index, gene) in genes.enumerated() {
      if case .block(let position, _) = gene.place { bytes[position, default: []].append(index) }
    }
    let rows = blocks.map { bytes[$0] ?? [] }
    blockBytes = rows.flatMap { $0 }
    firstBytes = rows.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    require(choiceCounts.allSatisfy { $0 <= 256 }, "An index of a choice fits a byte.")
  }

  /// The bytes of a genome.
  package var count: Int { choiceCounts.count }
  /// The byte of the resolution.
  package var resolutionByte: Int { 0 }

  /// The byte of a unit's depth.
  package func depthByte(of unit: Int) -> Int { 1 + unit }

  /// Where the bytes of neighbouring blocks stand in ``blockBytes``.
  package func bytes(of blocks: Range<Int>) -> Range<Int> {
    firstBytes[blocks.lowerBound]..<firstBytes[blocks.upperBound]
  }

  /// The blocks of a unit that run.
  package func runningBlocks(of unit: Int, in genome: [UInt8]) -> Range<Int> {
    let first = firstBlocks[unit]
    return first..<first + depths[unit][Int(genome[depthByte(of: unit)])]
  }

  /// Sets the bytes of skipped blocks to 0, so that equal architectures have equal genomes.
  package func clearSkipped(_ genome: inout [UInt8]) {
    for unit in depths.indices {
      let end = firstBlocks[unit] + depths[unit][depths[unit].count - 1]
      for index in bytes(of: runningBlocks(of: unit, in: genome).upperBound..<end) {
        genome[blockBytes[index]] = 0
      }
    }
  }

  /// The genome of a point of the space; skipped blocks have zeros.
  package func genome(of architecture: Architecture) -> [UInt8] {
    require(architecture.units.count == depths.count, "The architecture is a point.")
    return genes.map { gene in
      guard let value = architecture[gene.place] else { return 0 }
      guard let index = gene.choices.firstIndex(of: value) else {
        fatalError("The architecture is a point of the space; \(value) is no choice.")
      }
      return UInt8(index)
    }
  }

  /// The architecture of a genome.
  package func architecture(of genome: some RandomAccessCollection<UInt8>) -> Architecture {
    let genome = Array(genome)
    require(genome.count == count, "\(genome.count) bytes are no genome of \(count).")
    func value(_ byte: Int) -> Int { genes[byte].choices[Int(genome[byte])] }
    return Architecture(
      resolution: value(resolutionByte),
      units: depths.indices.map { unit in
        runningBlocks(of: unit, in: genome).map { block in
          var result = Architecture.Block()
          for index in bytes(of: block..<block + 1) {
            if case .block(_, let gene) = genes[blockBytes[index]].place {
              result[gene] = value(blockBytes[index])
            }
          }
          return result
        }
      })
  }
}
