/// One choice of a search space: where it is, and among which values.
package struct Gene: Equatable, Sendable {
  /// What is chosen.
  package enum Place: Hashable, Sendable, CustomStringConvertible {
    /// The side of the image.
    case resolution
    /// The number of running blocks of a unit, which counts from 0.
    case depth(unit: Int)
    /// A choice of one block.
    case block(BlockPosition, BlockGene)

    /// For example `kernel of u2.b0`; units count from 1.
    package var description: String {
      switch self {
      case .resolution: "resolution"
      case .depth(let unit): "depth of unit \(unit + 1)"
      case .block(let position, let gene): "\(gene.title) of \(position.name)"
      }
    }
  }

  /// What is chosen.
  package let place: Place
  /// The values, ascending.
  package let choices: [Int]
}

extension SearchSpace {
  /// Every choice of the space once: the resolution, the depth of each unit, then by ``BlockGene`` that
  /// of each block of the largest depth whose kind has it.
  ///
  /// Genomes, features, draws, counts and texts follow this list; stored predictors and the draws of a
  /// seed depend on its order.
  package var genes: [Gene] {
    let blocks = units.enumerated().flatMap { index, unit in
      (0..<unit.largestDepth).map { BlockPosition(unit: index, block: $0) }
    }
    return [Gene(place: .resolution, choices: resolutions)]
      + units.enumerated().map { Gene(place: .depth(unit: $0), choices: $1.depths) }
      + BlockGene.allCases.flatMap { gene in
        blocks.filter { units[$0.unit].kind.genes.contains(gene) }.map {
          Gene(place: .block($0, gene), choices: units[$0.unit][gene])
        }
      }
  }

  /// The architecture whose choices a function takes, which is asked block by block: for the resolution,
  /// then in each unit for its depth and for the genes of the blocks that run.
  package func architecture(
    choosing choose: (_ place: Gene.Place, _ choices: [Int]) -> Int
  ) -> Architecture {
    Architecture(
      resolution: choose(.resolution, resolutions),
      units: units.enumerated().map { index, unit in
        (0..<choose(.depth(unit: index), unit.depths)).map { number in
          let position = BlockPosition(unit: index, block: number)
          return Architecture.Block(genes: unit.kind.genes) { gene in
            choose(.block(position, gene), unit[gene])
          }
        }
      })
  }
}

extension Architecture {
  /// The value of a gene; nil where its block does not run or has no such gene.
  package subscript(place: Gene.Place) -> Int? {
    switch place {
    case .resolution: return resolution
    case .depth(let unit): return units[unit].count
    case .block(let position, let gene):
      let blocks = units[position.unit]
      return position.block < blocks.count ? blocks[position.block][gene] : nil
    }
  }
}
