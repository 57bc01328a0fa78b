import Architectures
import Devices

/// The evolution of the once-for-all paper under one budget (arXiv 1908.09791, section 3.4).
///
/// A population is drawn; then in each generation its most accurate quarter has children, half of
/// them mutated, half crossed, all within the budget, and parents and children are the next
/// population. As in the paper's implementation a parent may occur several times.
struct Evolution {
  private let settings: EvolutionSettings
  private let target: SearchTarget
  private var breeding: Breeding<Draws>
  private var predicted: PredictedGenomes
  /// Genomes one behind the other, and their indices among all predicted ones.
  private var population: [UInt8] = []
  private var members: [Int] = []

  init(
    _ settings: EvolutionSettings, _ target: SearchTarget, by predictor: AccuracyPredictor
  ) {
    let layout = predictor.features.layout
    self.settings = settings
    self.target = target
    breeding = Breeding(
      layout, mutation: settings.mutation, resolutionMutation: settings.resolutionMutation,
      draws: Draws(seed: settings.seed))
    predicted = PredictedGenomes(
      predictor, capacity: settings.population * (settings.generations + 1))
  }

  /// Every genome that was met, the most accurate first; all fit.
  ///
  /// - Parameter seeds: fill the first population, as far as they fit; the rest is drawn.
  mutating func run(from seeds: [[UInt8]] = []) -> RankedGenomes {
    for genome in seeds where members.count < settings.population {
      if target.fits(genome[...]) { add(genome) }
    }
    var child = [UInt8](repeating: 0, count: breeding.layout.count)
    while members.count < settings.population {
      guard fit(&child, { $0.draw(into: &$1) }) else { break }
      add(child)
    }
    predicted.predict()
    for _ in 0..<(members.isEmpty ? 0 : settings.generations) { evolve(&child) }
    return RankedGenomes(predicted)
  }

  private mutating func evolve(_ child: inout [UInt8]) {
    let stride = breeding.layout.count
    // The most accurate first; equals stay in their order.
    let order = members.indices.sorted {
      let (left, right) = (predicted.accuracies[members[$0]], predicted.accuracies[members[$1]])
      return left == right ? $0 < $1 : left > right
    }.prefix(settings.parents)
    var parents: [UInt8] = []
    for index in order { parents += population[index * stride..<(index + 1) * stride] }
    (population, members) = (parents, order.map { members[$0] })
    let count = order.count
    for number in 0..<settings.population {
      let isMutated = number < settings.mutated
      let first = breeding.draws.below(count) * stride
      let second = isMutated ? first : breeding.draws.below(count) * stride
      let isFitting = fit(&child) { breeding, child in
        if isMutated {
          breeding.mutate(parents, from: first, into: &child)
        } else {
          breeding.cross(parents, first, second, into: &child)
        }
      }
      if isFitting { add(child) }
    }
    predicted.predict()
  }

  /// Makes a genome again while it exceeds the budget, and at last makes it smaller.
  private mutating func fit(
    _ child: inout [UInt8], _ make: (inout Breeding<Draws>, inout [UInt8]) -> Void
  ) -> Bool {
    for _ in 0..<max(settings.patience, 1) {
      make(&breeding, &child)
      if target.fits(child[...]) { return true }
    }
    return breeding.shrink(&child, by: target.excess)
  }

  private mutating func add(_ genome: [UInt8]) {
    population += genome
    var cleared = genome
    breeding.layout.clearSkipped(&cleared)
    members.append(predicted.index(of: cleared))
  }
}

/// Predicted genomes, the most accurate first.
struct RankedGenomes {
  private let predicted: PredictedGenomes
  private let order: [Int]

  init(_ predicted: PredictedGenomes) {
    self.predicted = predicted
    order = (0..<predicted.count).sorted {
      let (left, right) = (predicted.accuracies[$0], predicted.accuracies[$1])
      return left == right ? $0 < $1 : left > right
    }
  }

  var count: Int { order.count }

  /// The genome of a rank, from 0, and its predicted accuracy.
  subscript(rank: Int) -> (genome: ArraySlice<UInt8>, accuracy: Double) {
    (predicted[order[rank]], Double(predicted.accuracies[order[rank]]))
  }
}
