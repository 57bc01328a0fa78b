package import Architectures
import CostModels
package import Devices

/// The architectures of a space that no other one beats in accuracy and in every cost.
///
/// It is made once and serves any number of devices: ``best(for:)`` asks the device's own table for
/// the costs of its points, so the device need not be the one whose costs made the front.
package struct ParetoFront: Sendable {
  /// One architecture.
  package struct Point: Equatable, Codable, Sendable {
    /// The point of the space.
    package var architecture: Architecture
    /// Its predicted accuracy.
    package var accuracy: Double
    /// What it needs on the device whose costs made the front, by its table.
    package var cost: Cost

    package init(architecture: Architecture, accuracy: Double, cost: Cost) {
      self.architecture = architecture
      self.accuracy = accuracy
      self.cost = cost
    }
  }

  /// What is traded against accuracy.
  package let axes: [Resource]
  /// The points, the most accurate first.
  package let points: [Point]
  let layout: GenomeLayout
  private let genomes: [[UInt8]]

  /// A front of points of a space, which are ranked here.
  package init(_ points: [Point], of space: SearchSpace, axes: [Resource]) {
    self.axes = axes
    let layout = GenomeLayout(space)
    self.layout = layout
    let order = points.indices.sorted {
      (points[$0].accuracy, $1) > (points[$1].accuracy, $0)
    }
    self.points = order.map { points[$0] }
    genomes = self.points.map { layout.genome(of: $0.architecture) }
  }

  /// The most accurate point that the device's budget allows, with its exact cost, or nil where the
  /// front has none.
  package func best(for target: SearchTarget) throws -> SearchResult.Winner? {
    for (point, genome) in zip(points, genomes)
    where target.fits(genome[...]) {
      let exact = try target.costs.exactCost(of: point.architecture)
      guard target.budget.violations(of: exact).isEmpty else { continue }
      return SearchResult.Winner(
        device: target.device,
        candidate: Candidate(architecture: point.architecture, accuracy: point.accuracy),
        cost: exact)
    }
    return nil
  }

  /// The points within the device's budget that none of them beats there, the most accurate first, with
  /// their exact costs on the device.
  ///
  /// - Parameter axes: what is traded against accuracy, some of the front's.
  package func points(for target: SearchTarget, axes: [Resource]) throws -> [Point] {
    var fitting: [Point] = []
    for (point, genome) in zip(points, genomes)
    where target.fits(genome[...]) {
      let exact = try target.costs.exactCost(of: point.architecture)
      guard target.budget.violations(of: exact).isEmpty else { continue }
      fitting.append(
        Point(architecture: point.architecture, accuracy: point.accuracy, cost: exact))
    }
    return undominated(
      accuracies: fitting.map(\.accuracy),
      costs: fitting.map { point in axes.map { point.cost.value(of: $0) } }
    ).map { fitting[$0] }
  }

  /// The genomes of the most accurate points within the budget.
  func genomes(within target: SearchTarget, atMost count: Int) -> [[UInt8]] {
    Array(genomes.lazy.filter { target.fits($0[...]) }.prefix(count))
  }
}

/// The indices of what nothing beats in accuracy and in all costs, the most accurate first; of equals the
/// first.
func undominated(accuracies: [Double], costs: [[Double]]) -> [Int] {
  // Among equally accurate ones the cheaper comes first, so what is beaten comes behind.
  let order = accuracies.indices.sorted {
    if accuracies[$0] != accuracies[$1] { return accuracies[$0] > accuracies[$1] }
    return costs[$0] == costs[$1] ? $0 < $1 : costs[$0].lexicographicallyPrecedes(costs[$1])
  }
  var front: [Int] = []
  for index in order {
    let isBeaten = front.contains { other in
      zip(costs[other], costs[index]).allSatisfy { $0 <= $1 }
    }
    if !isBeaten { front.append(index) }
  }
  return front
}
