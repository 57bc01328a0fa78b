import Architectures
import CostModels
package import Devices
import Foundation
import Graphs

/// How a front is searched.
package struct FrontSettings: Equatable, Sendable {
  /// Architectures that are drawn first, and children of each generation.
  package var population: Int
  /// How many generations follow.
  package var generations: Int
  /// The most points that are kept, at least 1.
  package var capacity: Int
  /// Of each block, unit and resolution to be drawn anew in a mutated child.
  package var mutation: Double
  /// Decides every draw.
  package var seed: UInt64

  package init(
    population: Int = 200, generations: Int = 500, capacity: Int = 4096, mutation: Double = 0.1,
    seed: UInt64
  ) {
    self.population = population
    self.generations = generations
    self.capacity = capacity
    self.mutation = mutation
    self.seed = seed
  }
}

/// Searches the front of a space in one run, without a budget.
///
/// An archive keeps the most accurate architecture of each box of costs, so that small and large
/// networks improve side by side; children are those of random points of the archive, half mutated,
/// half crossed. Boxes are equally wide on a logarithmic scale, and twice as wide as soon as more of
/// them are taken than the archive may hold, as in the archives of bounded size of Laumanns et al.,
/// "Combining convergence and diversity in evolutionary multiobjective optimization", 2002.
///
/// - Parameters:
///   - device: says what architectures cost; its budget is not asked.
///   - axes: what is traded against accuracy; without any, the most accurate network is the front.
/// - Throws: ``SearchError/otherSpace(device:expected:found:)`` and ``SearchError/unknownCost(device:_:)``.
package func front(
  on device: SearchTarget, axes: [Resource], by predictor: AccuracyPredictor,
  settings: FrontSettings
) throws -> ParetoFront {
  let layout = predictor.features.layout
  try device.require(layout.space)
  try device.requireNumbers(of: axes)
  let costs = device.costs
  var breeding = Breeding(
    layout, mutation: settings.mutation, resolutionMutation: settings.mutation,
    draws: Draws(seed: settings.seed))
  var predicted = PredictedGenomes(
    predictor, capacity: settings.population * (settings.generations + 1))
  var archive = BoxArchive(axes: axes, capacity: settings.capacity)
  var child = [UInt8](repeating: 0, count: layout.count)
  for place in layout.choiceCounts.indices { child[place] = UInt8(layout.choiceCounts[place] - 1) }
  var known = 0

  func settle() {
    predicted.predict()
    for index in known..<predicted.count {
      archive.insert(
        BoxArchive.Entry(
          index: index, accuracy: predicted.accuracies[index],
          cost: costs.cost(of: predicted[index])))
    }
    known = predicted.count
  }

  // The largest and the smallest network are the ends of every axis.
  for genome in [child, [UInt8](repeating: 0, count: layout.count)] {
    _ = predicted.index(of: genome)
  }
  for _ in 0..<settings.population {
    breeding.draw(into: &child)
    layout.clearSkipped(&child)
    _ = predicted.index(of: child)
  }
  settle()
  for _ in 0..<settings.generations {
    for number in 0..<settings.population {
      let first = archive.entries[breeding.draws.below(archive.entries.count)]
      var parents = Array(predicted[first.index])
      if number % 2 == 0 {
        breeding.mutate(parents, from: 0, into: &child)
      } else {
        let second = archive.entries[breeding.draws.below(archive.entries.count)]
        parents += predicted[second.index]
        breeding.cross(parents, 0, layout.count, into: &child)
      }
      layout.clearSkipped(&child)
      _ = predicted.index(of: child)
    }
    settle()
  }
  let points = archive.front().map { entry in
    ParetoFront.Point(
      architecture: layout.architecture(of: predicted[entry.index]),
      accuracy: Double(entry.accuracy), cost: entry.cost)
  }
  return ParetoFront(points, of: layout.space, axes: axes)
}

/// The most accurate entry of each box of costs.
struct BoxArchive {
  struct Entry {
    /// The genome.
    var index: Int
    var accuracy: Float
    var cost: Cost
  }

  private let axes: [Resource]
  private let capacity: Int
  /// Boxes of a factor of two.
  private(set) var boxesPerDoubling = 32.0
  private var places: [SIMD8<UInt16>: Int] = [:]
  /// One of each box, in the order in which the boxes were taken.
  private(set) var entries: [Entry] = []

  init(axes: [Resource], capacity: Int) {
    self.axes = axes
    self.capacity = max(capacity, 1)
  }

  /// Takes an entry where its box is free or holds a less accurate one.
  mutating func insert(_ entry: Entry) {
    let box = box(of: entry.cost)
    if let place = places[box] {
      if entry.accuracy > entries[place].accuracy { entries[place] = entry }
      return
    }
    places[box] = entries.count
    entries.append(entry)
    if entries.count > capacity { coarsen() }
  }

  /// The entries that no other one beats in accuracy and costs.
  func front() -> [Entry] {
    undominated(
      accuracies: entries.map { Double($0.accuracy) },
      costs: entries.map { entry in axes.map { entry.cost.value(of: $0) } }
    ).map { entries[$0] }
  }

  /// By axis the number of the box.
  private func box(of cost: Cost) -> SIMD8<UInt16> {
    var box = SIMD8<UInt16>()
    for axis in axes {
      box[axis.rawValue] = boxNumber(max(cost.value(of: axis), 1e-6), boxesPerDoubling)
    }
    return box
  }

  /// Makes boxes twice as wide until they are few enough.
  private mutating func coarsen() {
    let all = entries
    while entries.count > capacity {
      boxesPerDoubling /= 2
      (places, entries) = ([:], [])
      for entry in all {
        let box = box(of: entry.cost)
        if let place = places[box] {
          if entry.accuracy > entries[place].accuracy { entries[place] = entry }
        } else {
          places[box] = entries.count
          entries.append(entry)
        }
      }
    }
  }
}

/// From 0 to 65535 for values above 10⁻⁶.
private func boxNumber(_ value: Double, _ perDoubling: Double) -> UInt16 {
  UInt16(min(max((log2(value) + 20) * perDoubling, 0), 65_535))
}
