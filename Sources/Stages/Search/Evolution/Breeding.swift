import Architectures
import Devices

/// Draws, mutates, crosses and shrinks genomes of a space.
struct Breeding {
  let layout: GenomeLayout
  private let mutation: UInt64
  private let resolutionMutation: UInt64
  private let counts: [Int]
  var draws: Draws

  init(_ layout: GenomeLayout, mutation: Double, resolutionMutation: Double, seed: UInt64) {
    self.layout = layout
    self.mutation = Draws.threshold(mutation)
    self.resolutionMutation = Draws.threshold(resolutionMutation)
    counts = layout.choiceCounts
    draws = Draws(seed: seed)
  }

  /// A genome with every choice drawn uniformly.
  mutating func draw(into child: inout [UInt8]) {
    for place in counts.indices { child[place] = choice(at: place) }
  }

  /// A copy of a parent whose choices are drawn anew with their probabilities: the resolution,
  /// kernel and expand ratio of a block together, and the depth of a unit.
  mutating func mutate(_ parents: [UInt8], from start: Int, into child: inout [UInt8]) {
    for place in child.indices { child[place] = parents[start + place] }
    if draws.happens(resolutionMutation) { child[0] = choice(at: 0) }
    for block in layout.blocks.indices where draws.happens(mutation) {
      let (kernel, ratio) = (layout.firstKernel + block, layout.firstExpandRatio + block)
      child[kernel] = choice(at: kernel)
      child[ratio] = choice(at: ratio)
    }
    for unit in layout.depths.indices where draws.happens(mutation) {
      child[1 + unit] = choice(at: 1 + unit)
    }
  }

  /// Takes each choice from one of two parents.
  mutating func cross(_ parents: [UInt8], _ first: Int, _ second: Int, into child: inout [UInt8]) {
    var bits: UInt64 = 0
    for place in child.indices {
      if place % 64 == 0 { bits = draws.bits() }
      child[place] = parents[(bits & 1 == 0 ? first : second) + place]
      bits >>= 1
    }
  }

  /// Makes choices smaller, at random, until nothing exceeds the budget.
  ///
  /// A step that lessens the excess is preferred. RAM is a maximum over blocks, so there may be
  /// none; then any step is taken.
  /// - Returns: whether it fits now; false where not even the smallest choices do.
  mutating func shrink(_ genome: inout [UInt8], by excess: (ArraySlice<UInt8>) -> Double) -> Bool {
    layout.clearSkipped(&genome)
    var current = excess(genome[...])
    while current > 0 {
      let places = genome.indices.filter { genome[$0] > 0 }
      if places.isEmpty { return false }
      for attempt in 0..<8 {
        let place = places[draws.below(places.count)]
        genome[place] -= 1
        let next = excess(genome[...])
        if next < current || attempt == 7 {
          current = next
          break
        }
        genome[place] += 1
      }
      layout.clearSkipped(&genome)
    }
    return true
  }

  private mutating func choice(at place: Int) -> UInt8 { UInt8(draws.below(counts[place])) }
}

extension GenomeLayout {
  /// Sets the bytes of skipped blocks to 0, so that equal architectures have equal genomes.
  func clearSkipped(_ genome: inout [UInt8]) {
    for unit in depths.indices {
      let choices = depths[unit]
      let (first, depth) = (firstBlocks[unit], choices[Int(genome[1 + unit])])
      for block in first + depth..<first + choices[choices.count - 1] {
        genome[firstKernel + block] = 0
        genome[firstExpandRatio + block] = 0
      }
    }
  }
}

extension Budget {
  /// How far a cost is above the budget, summed over what exceeds it; 0 where it fits.
  func excess(of cost: Cost) -> Double {
    func part(_ needed: Quantity, _ allowed: Double?) -> Double {
      guard let allowed, needed.value > allowed else { return 0 }
      return needed.value / max(allowed, .leastNonzeroMagnitude) - 1
    }
    return part(cost.flashBytes, flashBytes.map(Double.init))
      + part(cost.ramBytes, ramBytes.map(Double.init)) + part(cost.macs, macs.map(Double.init))
      + part(cost.milliseconds, milliseconds)
  }
}
