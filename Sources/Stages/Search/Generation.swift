import Architectures
import Randomness

/// Draws the candidates that are measured next.
struct Generation {
  /// How many children are made in vain before a place stays empty, in multiples of `children`.
  private static let patience = 8

  let layout: GenomeLayout
  let targets: [SearchTarget]
  let settings: SearchSettings
  /// What is known so far, in order.
  let pool: [Candidate]

  /// At most `count` new architectures; the targets take turns, so each gets the same share.
  func architectures(
    _ count: Int, by breeding: inout Breeding<SeededGenerator>
  ) -> [Architecture] {
    var seen = Set(pool.map(\.architecture))
    var batch: [Architecture] = []
    let predictor = AdditivePredictor(pool, in: layout.space)
    let parents = targets.map { target in
      pool.filter { target.fits($0.architecture) }.rankedByAccuracy().prefix(settings.parents)
        .map { layout.genome(of: $0.architecture) }
    }
    let largest = layout.genome(of: layout.space.largest)
    var child = largest
    for place in pool.count..<pool.count + count {
      let index = place % targets.count
      let target = targets[index]
      let isFirst = place < targets.count
      var children: [Architecture] = []
      // Before anything is known all children are equal; later some stay unranked, as the
      // prediction may be wrong.
      let wanted = pool.isEmpty || place / targets.count % 4 == 3 ? 1 : settings.children
      for _ in 0..<settings.children * Self.patience where children.count < wanted {
        if isFirst { child = largest } else { breed(&child, of: parents[index], by: &breeding) }
        guard breeding.shrink(&child, by: target.excess) else { continue }
        // Larger networks are usually better, but not those that are large in the wrong place.
        if isFirst || Int.random(in: 0..<3, using: &breeding.draws) > 0 {
          breeding.grow(&child, while: target.fits)
        }
        let architecture = layout.architecture(of: child)
        if !seen.contains(architecture) { children.append(architecture) }
      }
      let best = children.map { ($0, predictor($0)) }.max { $0.1 < $1.1 }
      guard let best else { continue }
      seen.insert(best.0)
      batch.append(best.0)
    }
    return batch
  }

  /// A random point of the space, or a child of good ones.
  private func breed(
    _ child: inout [UInt8], of parents: [[UInt8]], by breeding: inout Breeding<SeededGenerator>
  ) {
    guard !pool.isEmpty, !parents.isEmpty else { return breeding.draw(into: &child) }
    // The better one of two draws, so that better parents have more children.
    func parent(_ draws: inout SeededGenerator) -> [UInt8] {
      let (one, other) = (
        Int.random(in: parents.indices, using: &draws),
        Int.random(in: parents.indices, using: &draws)
      )
      return parents[min(one, other)]
    }
    var mutated = parent(&breeding.draws)
    if Bool.random(using: &breeding.draws) {
      breeding.cross(mutated + parent(&breeding.draws), 0, layout.count, into: &child)
      mutated = child
    }
    breeding.mutate(mutated, from: 0, into: &child)
  }
}

extension [Candidate] {
  /// The most accurate first; equals stay in their order.
  package func rankedByAccuracy() -> [Candidate] {
    enumerated()
      .sorted { ($0.element.accuracy, $1.offset) > ($1.element.accuracy, $0.offset) }
      .map(\.element)
  }
}
