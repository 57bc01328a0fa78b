import Architectures

/// Turns any point of a space into one that fits a budget, close to its border.
extension Breeding {
  /// Makes choices smaller, at random, until nothing exceeds the budget.
  ///
  /// A step that lessens the excess is preferred. RAM is a maximum over blocks, so there may be
  /// none; then any step is taken.
  /// - Returns: whether it fits now; false where not even the smallest choices do.
  mutating func shrink(_ genome: inout [UInt8], by excess: (ArraySlice<UInt8>) -> Double) -> Bool {
    layout.clearSkipped(&genome)
    var current = excess(genome[...])
    while current > 0 {
      var bytes = smallerSteps(of: genome)
      if bytes.isEmpty { return false }
      // Genomes are many, so only a few steps are tried, and the last is taken; else all are, and the
      // first is taken.
      let attempts = Source.scope == .genomes ? 8 : bytes.count
      var taken: (byte: Int, excess: Double)?
      for attempt in 0..<attempts {
        let byte = draws.candidate(attempt, of: &bytes)
        genome[byte] -= 1
        let next = excess(genome[...])
        genome[byte] += 1
        if next < current || attempt == 0 || Source.scope == .genomes { taken = (byte, next) }
        if next < current { break }
      }
      guard let taken else { return false }
      genome[taken.byte] -= 1
      current = taken.excess
      layout.clearSkipped(&genome)
    }
    return true
  }

  /// Makes choices larger, in random order, until every further step would exceed the budget.
  ///
  /// - Parameter genome: skipped blocks are cleared.
  mutating func grow(_ genome: inout [UInt8], while fits: (ArraySlice<UInt8>) -> Bool) {
    while true {
      var bytes = largerSteps(of: genome)
      let isLarger = bytes.indices.contains { attempt in
        let byte = draws.candidate(attempt, of: &bytes)
        genome[byte] += 1
        if fits(genome[...]) { return true }
        genome[byte] -= 1
        return false
      }
      if !isLarger { return }
    }
  }

  /// The bytes of a genome with cleared blocks that have a smaller choice.
  func smallerSteps(of genome: [UInt8]) -> [Int] {
    switch Source.scope {
    case .genomes: genome.indices.filter { genome[$0] > 0 }
    case .runningBlocks: runningBytes(of: genome).filter { genome[$0] > 0 }
    }
  }

  /// The bytes that have a larger choice; those of blocks that a larger depth adds stay at the smallest.
  func largerSteps(of genome: [UInt8]) -> [Int] {
    runningBytes(of: genome).filter { Int(genome[$0]) + 1 < layout.choiceCounts[$0] }
  }

  /// The bytes that say something: the resolution, then by unit its depth and its running blocks.
  private func runningBytes(of genome: [UInt8]) -> [Int] {
    [layout.resolutionByte]
      + layout.depths.indices.flatMap { unit in
        [layout.depthByte(of: unit)]
          + layout.bytes(of: layout.runningBlocks(of: unit, in: genome))
          .map { layout.blockBytes[$0] }
      }
  }
}
