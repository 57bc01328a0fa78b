import Architectures
import Randomness

/// Draws the candidates that are measured next.
struct Generation {
  /// How many children are made in vain before a place stays empty, in multiples of `children`.
  private static let patience = 8

  let space: SearchSpace
  let targets: [SearchTarget]
  let settings: SearchSettings
  /// What is known so far, in order.
  let pool: [Candidate]

  /// At most `count` new architectures; the targets take turns, so each gets the same share.
  func architectures(
    _ count: Int, using generator: inout SeededGenerator
  ) -> [Architecture] {
    var seen = Set(pool.map(\.architecture))
    var batch: [Architecture] = []
    let predictor = AdditivePredictor(pool, in: space)
    let parents = targets.map { target in
      pool.filter { target.fits($0.architecture) }.rankedByAccuracy().prefix(settings.parents)
        .map(\.architecture)
    }
    for place in pool.count..<pool.count + count {
      let index = place % targets.count
      let fitting = Fitting(space: space, target: targets[index])
      let isFirst = place < targets.count
      var children: [Architecture] = []
      // Before anything is known all children are equal; later some stay unranked, as the
      // prediction may be wrong.
      let wanted = pool.isEmpty || place / targets.count % 4 == 3 ? 1 : settings.children
      for _ in 0..<settings.children * Self.patience where children.count < wanted {
        let raw =
          isFirst ? space.largest : child(of: parents[index], using: &generator)
        guard var fitted = fitting.shrunk(raw, using: &generator) else { continue }
        // Larger networks are usually better, but not those that are large in the wrong place.
        if isFirst || Int.random(in: 0..<3, using: &generator) > 0 {
          fitted = fitting.grown(fitted, using: &generator)
        }
        if !seen.contains(fitted) { children.append(fitted) }
      }
      let best = children.map { ($0, predictor($0)) }.max { $0.1 < $1.1 }
      guard let best else { continue }
      seen.insert(best.0)
      batch.append(best.0)
    }
    return batch
  }

  /// A random point of the space, or a child of good ones.
  private func child(
    of parents: [Architecture], using generator: inout SeededGenerator
  ) -> Architecture {
    guard !pool.isEmpty, !parents.isEmpty else { return space.random(using: &generator) }
    // The better one of two draws, so that better parents have more children.
    func parent() -> Architecture {
      let (one, other) = (
        Int.random(in: parents.indices, using: &generator),
        Int.random(in: parents.indices, using: &generator)
      )
      return parents[min(one, other)]
    }
    let first = parent()
    let child =
      Bool.random(using: &generator)
      ? space.crossover(first, parent(), using: &generator) : first
    return space.mutated(child, probability: settings.mutation, using: &generator)
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
