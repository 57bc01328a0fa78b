import Architectures
import Randomness
import Tensors
import Testing

@testable import Search

struct PredictorTests {
  private let space = SearchSpace.mobile32()
  private let quick = PredictorSettings(width: 32, epochs: 30, batch: 32, seed: 1)

  @Test("Genomes have the features of their architectures")
  func features() {
    for space in [SearchSpace.mobile32(), .ofaMobileNetV3(), .ofaProxyless()] {
      let encoding = ArchitectureEncoding(space)
      let features = GenomeFeatures(GenomeLayout(space))
      #expect(features.count == encoding.featureCount)
      var generator = SeededGenerator(seed: 1)
      for _ in 0..<20 {
        let architecture = space.random(using: &generator)
        var rows = OneHotRows()
        features.append(features.layout.genome(of: architecture)[...], to: &rows)
        #expect(rows.indices.map(Int.init).sorted() == encoding.features(of: architecture))
      }
    }
  }

  @Test("Trained on measured architectures, it ranks others, and the same seed gives the same")
  func trained() throws {
    var generator = SeededGenerator(seed: 2)
    let architectures = (0..<160).map { _ in space.random(using: &generator) }
    let candidates = architectures.map { Candidate(architecture: $0, accuracy: accuracy($0)) }
    let predictor = try AccuracyPredictor.trained(
      on: Array(candidates.prefix(120)), in: space, settings: quick)
    let others = Array(architectures.suffix(40))
    let predictions = predictor(others)
    let quality = PredictionQuality(predicted: predictions, measured: others.map(accuracy))
    #expect(quality.kendallTau > 0.7, "\(quality)")
    #expect(quality.rootMeanSquaredError < 0.03, "\(quality)")

    let again = try AccuracyPredictor.trained(
      on: Array(candidates.prefix(120)), in: space, settings: quick)
    #expect(again(others) == predictions)
  }

  @Test("A predictor is read from its file, for its own space only")
  func files() throws {
    let candidates = [space.smallest, space.largest].map {
      Candidate(architecture: $0, accuracy: accuracy($0))
    }
    var settings = quick
    settings.members = 2
    settings.epochs = 1
    let predictor = try AccuracyPredictor.trained(on: candidates, in: space, settings: settings)
    let file = try Safetensors(try predictor.file.data, file: "predictor.safetensors")
    let copy = try AccuracyPredictor(file, for: space)
    #expect(copy([space.largest]) == predictor([space.largest]))

    let other = #expect(throws: PredictorError.self) {
      try AccuracyPredictor(file, for: .mobile32Large())
    }
    #expect(
      other?.description
        == "The accuracy predictor was trained for the search space 'mobile-32', this is "
        + "'mobile-32-large'. Measure sub-networks of this one and train a predictor on them.")
    var changed = space
    changed.headChannels += 16
    #expect(throws: PredictorError.otherSpace(expected: "mobile-32", found: "mobile-32")) {
      try AccuracyPredictor(file, for: changed)
    }
    var broken = file
    broken.weights["1/layers.0.bias"] = nil
    #expect(throws: PredictorError.malformed(place: "member 1")) {
      try AccuracyPredictor(broken, for: space)
    }
    broken.metadata = [:]
    #expect(throws: PredictorError.malformed(place: "the metadata")) {
      try AccuracyPredictor(broken, for: space)
    }
    let few = #expect(throws: PredictorError.self) {
      try AccuracyPredictor.trained(on: Array(candidates.prefix(1)), in: space, settings: quick)
    }
    #expect(
      few?.description
        == "An accuracy predictor needs 2 measured architectures at the least; here are 1.")
  }

  @Test("Kendall's τ counts pairs in the same order, and ties in neither")
  func tau() {
    #expect(kendallTau([1, 2, 3, 4], [2, 4, 6, 8]) == 1)
    #expect(kendallTau([1, 2, 3, 4], [8, 6, 4, 2]) == -1)
    #expect(abs(kendallTau([1, 2, 3, 4], [1, 3, 2, 4]) - 4.0 / 6) < 1e-12)
    // One tie among three pairs: 2 / √(2 · 3).
    #expect(abs(kendallTau([1, 1, 2], [1, 2, 3]) - 2 / 6.0.squareRoot()) < 1e-12)
    #expect(kendallTau([1, 1], [1, 2]) == 0)
    #expect(PredictionQuality.noiseCeiling(firstHalf: [0.5, 0.6], secondHalf: [0.4, 0.7]) == 1)
    let quality = PredictionQuality(predicted: [0.5, 0.7], measured: [0.6, 0.8])
    #expect(abs(quality.rootMeanSquaredError - 0.1) < 1e-12)
  }

  /// Grows with every choice.
  private func accuracy(_ architecture: Architecture) -> Double {
    architecture.units.enumerated().reduce(0.4 + 0.004 * Double(architecture.resolution)) {
      sum, unit in
      unit.element.reduce(sum) {
        $0 + 0.01 * Double($1.expandRatio) + 0.004 * Double($1.kernel * (unit.offset + 1))
      }
    }
  }
}
