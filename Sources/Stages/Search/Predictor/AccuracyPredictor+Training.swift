package import Architectures
import Dispatch
import Foundation
import Randomness
import Tensors

/// How an accuracy predictor is trained.
package struct PredictorSettings: Equatable, Sendable {
  /// The units of a hidden layer.
  package var width: Int
  /// The hidden layers.
  package var hiddenLayers: Int
  /// How many perceptrons are trained from different draws; their mean predicts.
  package var members: Int
  /// How often each measurement is seen.
  package var epochs: Int
  /// Measurements of one step.
  package var batch: Int
  /// Of Adam at the first step; it falls to 0 along half a cosine.
  package var learningRate: Double
  /// Of Adam, on matrices.
  package var weightDecay: Double
  /// Whether a sum over the features is fitted first.
  package var isAdditive: Bool
  /// Decides every draw.
  package var seed: UInt64

  package init(
    width: Int = 400, hiddenLayers: Int = 3, members: Int = 1, epochs: Int = 100,
    batch: Int = 100, learningRate: Double = 1e-3, weightDecay: Double = 1e-4,
    isAdditive: Bool = true, seed: UInt64
  ) {
    self.width = width
    self.hiddenLayers = hiddenLayers
    self.members = members
    self.epochs = epochs
    self.batch = batch
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.isAdditive = isAdditive
    self.seed = seed
  }
}

extension GenomeFeatures {
  /// The sum over features that fits accuracies less `base` best.
  fileprivate func additiveWeights(
    _ genomes: [[UInt8]], _ measured: [Candidate], _ base: Double
  ) -> [Float] {
    ridgeRegression(
      genomes.map(ones), towards: measured.map { $0.accuracy - base }, features: count
    ).map { Float($0) }
  }

  fileprivate func sum(_ weights: [Float], of genome: [UInt8]) -> Float {
    ones(of: genome).reduce(0) { $0 + weights[$1] }
  }

  private func ones(of genome: [UInt8]) -> [Int] {
    var rows = OneHotRows()
    append(genome[...], to: &rows)
    return rows.indices.map { Int($0) }
  }
}

extension AccuracyPredictor {
  /// Trains a predictor on measured architectures of a space.
  ///
  /// First a sum over the features is fitted by ridge regression, then perceptrons to what it leaves
  /// over, by Adam on the mean squared error (learning rate and weight decay as the paper's first
  /// author advises, issue 30 of the published implementation). The paper adds the mean accuracy
  /// instead of a sum; with a few hundred measurements a perceptron on top of that ranks far worse:
  /// `thimble-bench predictor`. Members are trained side by side.
  /// - Throws: ``PredictorError/tooFew(needed:found:)`` below two measurements.
  package static func trained(
    on measured: [Candidate], in space: SearchSpace, settings: PredictorSettings
  ) throws(PredictorError) -> AccuracyPredictor {
    guard measured.count >= 2 else { throw .tooFew(needed: 2, found: measured.count) }
    let features = GenomeFeatures(GenomeLayout(space))
    let genomes = measured.map { features.layout.genome(of: $0.architecture) }
    let base = measured.reduce(0) { $0 + $1.accuracy } / Double(measured.count)
    let additive = settings.isAdditive ? features.additiveWeights(genomes, measured, base) : nil
    let targets = zip(genomes, measured).map { genome, candidate in
      Float(candidate.accuracy) - (additive.map { features.sum($0, of: genome) } ?? 0)
    }
    let course = PredictorCourse(
      features: features, genomes: genomes, targets: targets, base: Float(base), settings: settings)
    var members = [Weights?](repeating: nil, count: max(settings.members, 1))
    members.withUnsafeMutableBufferPointer { members in
      // Each turn writes an element of its own.
      nonisolated(unsafe) let members = members
      DispatchQueue.concurrentPerform(iterations: members.count) { member in
        members[member] = course.trainedMember(member)
      }
    }
    return try AccuracyPredictor(
      members.map { member throws(PredictorError) in
        guard var weights = member else { throw .malformed(place: "the drawn tensors") }
        if let additive {
          weights[Perceptron.additiveName] = Tensor(shape: [features.count], values: additive)
        }
        return weights
      }, for: space)
  }

  /// A predictor with drawn weights, to time a search.
  package static func drawn(for space: SearchSpace, seed: UInt64) throws -> AccuracyPredictor {
    var generator = SeededGenerator(seed: seed)
    let weights = Perceptron.drawn(
      inputs: ArchitectureEncoding(space).featureCount, width: 400, hiddenLayers: 3, base: 0,
      using: &generator)
    return try AccuracyPredictor([weights], for: space)
  }
}

/// What all members of a predictor learn.
private struct PredictorCourse: Sendable {
  let features: GenomeFeatures
  let genomes: [[UInt8]]
  /// For each genome.
  let targets: [Float]
  let base: Float
  let settings: PredictorSettings

  /// One perceptron, from a draw of its own; nil where what is drawn is no perceptron.
  func trainedMember(_ member: Int) -> Weights? {
    var generator = SeededGenerator(seed: settings.seed &+ UInt64(member) &* 0x9E37_79B9)
    let start = Perceptron.drawn(
      inputs: features.count, width: settings.width, hiddenLayers: settings.hiddenLayers,
      base: base, using: &generator)
    guard var training = PerceptronTraining(start) else { return nil }
    let batch = min(max(settings.batch, 1), genomes.count)
    let steps = (genomes.count + batch - 1) / batch * settings.epochs
    var step = 0
    for _ in 0..<settings.epochs {
      let order = genomes.indices.shuffled(using: &generator)
      for first in stride(from: 0, to: order.count, by: batch) {
        let chosen = order[first..<min(first + batch, order.count)]
        var rows = OneHotRows()
        for index in chosen { features.append(genomes[index][...], to: &rows) }
        let share = (1 + cos(Double.pi * Double(step) / Double(steps))) / 2
        _ = training.step(
          rows, towards: chosen.map { targets[$0] },
          PerceptronTraining.Method(
            learningRate: settings.learningRate * share, weightDecay: settings.weightDecay))
        step += 1
      }
    }
    return training.weights
  }
}
