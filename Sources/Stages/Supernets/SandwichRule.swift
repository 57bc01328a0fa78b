package import Architectures
import Graphs
import Randomness
package import Tensors
package import Training

/// Which networks of a space learn in a step, and from what (arXiv 2003.11142, section 3.1).
///
/// The largest learns from the labels; the smallest and some random ones learn from the largest's
/// answers in the same step, or from the labels, too. Their gradients are added up.
package struct SandwichRule: Codable, Equatable, Sendable {
  /// The seed of the random networks.
  package var seed: UInt64
  /// How many random networks learn in each step, at least 0.
  package var randomNetworks: Int
  /// Whether the largest teaches the others.
  package var distils: Bool

  package init(seed: UInt64, randomNetworks: Int = 2, distils: Bool = true) {
    self.distils = distils
    self.seed = seed
    self.randomNetworks = randomNetworks
  }

  /// The networks that learn from the largest in a step, counted from 0; the smallest comes first.
  ///
  /// They depend on seed and step alone, so that a resumed training draws them again.
  package func students(at step: Int, in space: SearchSpace) -> [Architecture] {
    var generator = SeededGenerator(seed: seed, step: step)
    return [space.smallest]
      + (0..<randomNetworks).map { _ in space.random(using: &generator) }
  }
}

extension Supernet {
  /// Adds the gradients of one step of the sandwich rule to those of `store`.
  ///
  /// Each network sees the images at its own resolution. Running statistics stay as they are: they
  /// would mix those of networks of all sizes.
  ///
  /// - Parameters:
  ///   - batch: square images of any side, the largest resolution at best.
  ///   - targets: what the labels want, `[N, classes]`.
  ///   - step: counted from 0.
  /// - Returns: the loss of the largest network.
  package func sandwichStep(
    _ rule: SandwichRule, on batch: Batch, towards targets: [Float], step: Int,
    engine: Engine, store: ParameterStore
  ) throws -> Trainer.StepResult {
    var images = ResizedBatches([batch])
    let largest = space.largest
    let teacher = engine.train(
      try network(for: largest), store, on: images.at(largest.resolution)[0], towards: targets,
      statisticsMomentum: nil)
    let answers =
      rule.distils ? Targets.softmax(teacher.logits, classes: space.classes) : targets
    for student in rule.students(at: step, in: space) {
      _ = engine.train(
        try network(for: student), store, on: images.at(student.resolution)[0], towards: answers,
        statisticsMomentum: nil)
    }
    return Trainer.StepResult(loss: teacher.loss, images: batch.count)
  }
}

extension SeededGenerator {
  /// What a step draws from, counted from 0; known from seed and step alone.
  init(seed: UInt64, step: Int) {
    var seeds = SeededGenerator(seed: seed)
    var generator = SeededGenerator(seed: seeds.next() ^ UInt64(step))
    // A generator whose seed is drawn, as those of neighbouring steps would otherwise be related.
    self.init(seed: generator.next())
  }
}

/// Batches at several resolutions, each resampled once.
struct ResizedBatches {
  private let originals: [Batch]
  private var resized: [Int: [Batch]] = [:]

  init(_ batches: [Batch]) {
    originals = batches
  }

  /// The batches with sides of `side` pixels.
  mutating func at(_ side: Int) -> [Batch] {
    if let known = resized[side] { return known }
    let batches = originals.map {
      $0.shape.height == side && $0.shape.width == side ? $0 : $0.resized(to: side)
    }
    resized[side] = batches
    return batches
  }
}
