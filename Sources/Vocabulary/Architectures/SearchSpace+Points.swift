extension SearchSpace {
  /// The architecture with every choice at its largest; the teacher of a supernet.
  public var largest: Architecture {
    uniform(resolution: resolutions[resolutions.count - 1]) { $0[$0.count - 1] }
  }

  /// The architecture with every choice at its smallest.
  public var smallest: Architecture { uniform(resolution: resolutions[0]) { $0[0] } }

  private func uniform(resolution: Int, choice: ([Int]) -> Int) -> Architecture {
    Architecture(
      resolution: resolution,
      units: units.map { unit in
        let block = Architecture.Block(
          kernel: choice(unit.kernels), expandRatio: choice(unit.expandRatios))
        return Array(repeating: block, count: choice(unit.depths))
      })
  }

  /// An architecture with every choice drawn uniformly.
  public func random(using generator: inout some RandomNumberGenerator) -> Architecture {
    Architecture(
      resolution: draw(resolutions, using: &generator),
      units: units.map { unit in
        let depth = draw(unit.depths, using: &generator)
        return (0..<depth).map { _ in randomBlock(of: unit, using: &generator) }
      })
  }

  /// A copy in which each choice is drawn anew with a probability.
  ///
  /// A block draws its kernel and its expand ratio together; blocks that a larger depth adds are
  /// drawn.
  ///
  /// - Parameter probability: of each block, of each unit's depth and of the resolution, 0 to 1.
  public func mutated(
    _ architecture: Architecture, probability: Double,
    using generator: inout some RandomNumberGenerator
  ) -> Architecture {
    var result = architecture
    if Double.random(in: 0..<1, using: &generator) < probability {
      result.resolution = draw(resolutions, using: &generator)
    }
    for (index, unit) in units.enumerated() {
      for position in result.units[index].indices
      where Double.random(in: 0..<1, using: &generator) < probability {
        result.units[index][position] = randomBlock(of: unit, using: &generator)
      }
      if Double.random(in: 0..<1, using: &generator) < probability {
        let depth = draw(unit.depths, using: &generator)
        let blocks = result.units[index].prefix(depth)
        let added = (blocks.count..<depth).map { _ in randomBlock(of: unit, using: &generator) }
        result.units[index] = blocks + added
      }
    }
    return result
  }

  /// A child that takes each choice from one of two parents, drawn anew for each.
  public func crossover(
    _ first: Architecture, _ second: Architecture,
    using generator: inout some RandomNumberGenerator
  ) -> Architecture {
    let resolution = Bool.random(using: &generator) ? first.resolution : second.resolution
    var child = Architecture(resolution: resolution, units: [])
    for (left, right) in zip(first.units, second.units) {
      let depth = Bool.random(using: &generator) ? left.count : right.count
      child.units.append(
        (0..<depth).map { position in
          guard position < left.count else { return right[position] }
          guard position < right.count else { return left[position] }
          return Bool.random(using: &generator) ? left[position] : right[position]
        })
    }
    return child
  }

  /// The architectures that have exactly one choice one step smaller, in a fixed order.
  ///
  /// Every architecture but the smallest has at least one; following them ends at the smallest.
  package func smallerNeighbours(of architecture: Architecture) -> [Architecture] {
    neighbours(of: architecture) { value, choices in choices.last { $0 < value } }
  }

  /// The architectures that have exactly one choice one step larger, in a fixed order.
  ///
  /// Blocks that a larger depth adds have the smallest choices. Every architecture but the largest
  /// has at least one; following them ends at the largest.
  package func largerNeighbours(of architecture: Architecture) -> [Architecture] {
    neighbours(of: architecture) { value, choices in choices.first { $0 > value } }
  }

  private func neighbours(
    of architecture: Architecture, step: (_ value: Int, _ choices: [Int]) -> Int?
  ) -> [Architecture] {
    var neighbours: [Architecture] = []
    if let resolution = step(architecture.resolution, resolutions) {
      neighbours.append(Architecture(resolution: resolution, units: architecture.units))
    }
    for (index, unit) in units.enumerated() {
      let blocks = architecture.units[index]
      if let depth = step(blocks.count, unit.depths) {
        let added = Architecture.Block(kernel: unit.kernels[0], expandRatio: unit.expandRatios[0])
        var neighbour = architecture
        neighbour.units[index] =
          blocks.prefix(depth) + Array(repeating: added, count: max(depth - blocks.count, 0))
        neighbours.append(neighbour)
      }
      for (position, block) in blocks.enumerated() {
        if let kernel = step(block.kernel, unit.kernels) {
          var neighbour = architecture
          neighbour.units[index][position].kernel = kernel
          neighbours.append(neighbour)
        }
        if let ratio = step(block.expandRatio, unit.expandRatios) {
          var neighbour = architecture
          neighbour.units[index][position].expandRatio = ratio
          neighbours.append(neighbour)
        }
      }
    }
    return neighbours
  }

  private func randomBlock(
    of unit: Unit, using generator: inout some RandomNumberGenerator
  ) -> Architecture.Block {
    Architecture.Block(
      kernel: draw(unit.kernels, using: &generator),
      expandRatio: draw(unit.expandRatios, using: &generator))
  }

  private func draw(_ choices: [Int], using generator: inout some RandomNumberGenerator) -> Int {
    choices[Int.random(in: choices.indices, using: &generator)]
  }
}
