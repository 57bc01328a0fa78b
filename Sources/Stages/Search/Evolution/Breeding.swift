import Architectures

/// The genetic operators: draws, mutates, crosses, shrinks and grows genomes of a space.
struct Breeding<Source: BreedingDraws> {
  let layout: GenomeLayout
  private let mutation: Source.Chance
  private let resolutionMutation: Source.Chance
  private let counts: [Int]
  var draws: Source

  /// - Parameters:
  ///   - mutation: of each block and of each unit's depth to be drawn anew, 0 to 1.
  ///   - resolutionMutation: of the resolution.
  init(_ layout: GenomeLayout, mutation: Double, resolutionMutation: Double, draws: Source) {
    self.layout = layout
    self.mutation = Source.chance(mutation)
    self.resolutionMutation = Source.chance(resolutionMutation)
    counts = layout.choiceCounts
    self.draws = draws
  }

  /// A genome with every choice drawn uniformly.
  mutating func draw(into child: inout [UInt8]) {
    switch Source.scope {
    case .genomes: for byte in counts.indices { draw(byte, of: &child) }
    case .runningBlocks:
      draw(layout.resolutionByte, of: &child)
      for unit in layout.depths.indices {
        draw(layout.depthByte(of: unit), of: &child)
        for block in layout.runningBlocks(of: unit, in: child) { draw(block: block, of: &child) }
      }
      layout.clearSkipped(&child)
    }
  }

  /// A copy of a parent whose choices are drawn anew with their probabilities: the resolution, all
  /// genes of a block together, and the depth of a unit.
  mutating func mutate(_ parents: [UInt8], from start: Int, into child: inout [UInt8]) {
    for byte in child.indices { child[byte] = parents[start + byte] }
    if draws.happens(resolutionMutation) { draw(layout.resolutionByte, of: &child) }
    switch Source.scope {
    case .genomes:
      for block in layout.blocks.indices where draws.happens(mutation) {
        draw(block: block, of: &child)
      }
      for unit in layout.depths.indices where draws.happens(mutation) {
        draw(layout.depthByte(of: unit), of: &child)
      }
    case .runningBlocks:
      for unit in layout.depths.indices {
        let before = layout.runningBlocks(of: unit, in: child)
        for block in before where draws.happens(mutation) { draw(block: block, of: &child) }
        guard draws.happens(mutation) else { continue }
        draw(layout.depthByte(of: unit), of: &child)
        // Blocks that a larger depth adds are drawn.
        let after = layout.runningBlocks(of: unit, in: child)
        for block in after.dropFirst(before.count) { draw(block: block, of: &child) }
      }
      layout.clearSkipped(&child)
    }
  }

  /// Takes each choice from one of two parents.
  mutating func cross(_ parents: [UInt8], _ first: Int, _ second: Int, into child: inout [UInt8]) {
    switch Source.scope {
    case .genomes:
      for byte in child.indices {
        child[byte] = parents[(draws.coin(byte) ? first : second) + byte]
      }
    case .runningBlocks:
      for byte in child.indices { child[byte] = parents[first + byte] }
      let other = Array(parents[second..<second + layout.count])
      crossBlocks(of: &child, with: other)
    }
  }

  /// Takes resolution, depths and blocks from either parent; a block that only one of them has is its.
  private mutating func crossBlocks(of child: inout [UInt8], with other: [UInt8]) {
    var number = 0
    func takesOther(_ draws: inout Source) -> Bool {
      defer { number += 1 }
      return !draws.coin(number)
    }
    let resolution = layout.resolutionByte
    if takesOther(&draws) { child[resolution] = other[resolution] }
    for unit in layout.depths.indices {
      let (mine, others) = (
        layout.runningBlocks(of: unit, in: child), layout.runningBlocks(of: unit, in: other)
      )
      let depth = layout.depthByte(of: unit)
      if takesOther(&draws) { child[depth] = other[depth] }
      for block in layout.runningBlocks(of: unit, in: child) {
        let isOther = !mine.contains(block) || others.contains(block) && takesOther(&draws)
        guard isOther else { continue }
        for index in layout.bytes(of: block..<block + 1) {
          child[layout.blockBytes[index]] = other[layout.blockBytes[index]]
        }
      }
    }
    layout.clearSkipped(&child)
  }

  private mutating func draw(_ byte: Int, of child: inout [UInt8]) {
    child[byte] = UInt8(draws.below(counts[byte]))
  }

  private mutating func draw(block: Int, of child: inout [UInt8]) {
    for index in layout.bytes(of: block..<block + 1) { draw(layout.blockBytes[index], of: &child) }
  }
}
