import Architectures
import Tensors

/// Genomes with their predicted accuracies; one that comes again is not predicted again.
struct PredictedGenomes {
  private let predictor: AccuracyPredictor
  private let stride: Int
  /// The genomes one behind the other, skipped blocks cleared.
  private var genomes: [UInt8] = []
  /// The predicted accuracies.
  private(set) var accuracies: [Float] = []
  /// Indices by hash, with linear probing; −1 is free.
  private var places: [Int32]
  /// The encoded genomes that wait for ``predict()``.
  private var rows = OneHotRows()

  init(_ predictor: AccuracyPredictor, capacity: Int) {
    self.predictor = predictor
    stride = predictor.features.layout.count
    places = Array(repeating: -1, count: 1 << (Int.bitWidth - (2 * capacity).leadingZeroBitCount))
    genomes.reserveCapacity(capacity * stride)
    accuracies.reserveCapacity(capacity)
  }

  /// The number of genomes.
  var count: Int { genomes.count / stride }

  /// A genome.
  subscript(index: Int) -> ArraySlice<UInt8> { genomes[index * stride..<(index + 1) * stride] }

  /// The index of a genome whose skipped blocks are cleared; a new one waits to be predicted.
  mutating func index(of genome: [UInt8]) -> Int {
    if 2 * (count + 1) > places.count { grow() }
    var place = hash(genome, from: 0) & (places.count - 1)
    while places[place] >= 0 {
      let index = Int(places[place])
      if isEqual(genome, at: index) { return index }
      place = (place + 1) & (places.count - 1)
    }
    let index = count
    places[place] = Int32(index)
    genomes.append(contentsOf: genome)
    predictor.features.append(genome[...], to: &rows)
    return index
  }

  /// Predicts all genomes that wait, in one product of matrices per layer.
  mutating func predict() {
    guard rows.count > 0 else { return }
    accuracies += predictor.predictions(rows)
    rows.removeAll()
  }

  private func isEqual(_ genome: [UInt8], at index: Int) -> Bool {
    let start = index * stride
    for place in 0..<stride where genomes[start + place] != genome[place] { return false }
    return true
  }

  /// FNV-1a over words of eight bytes, folded so that the low bits depend on all.
  private func hash(_ bytes: [UInt8], from start: Int) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var word: UInt64 = 0
    for place in 0..<stride {
      word = word << 8 | UInt64(bytes[start + place])
      if place % 8 == 7 || place == stride - 1 {
        hash = (hash ^ word) &* 0x0000_0100_0000_01B3
        hash ^= hash >> 29
        word = 0
      }
    }
    return Int(truncatingIfNeeded: hash ^ hash >> 32)
  }

  private mutating func grow() {
    places = Array(repeating: -1, count: 2 * places.count)
    for index in 0..<count {
      var place = hash(genomes, from: index * stride) & (places.count - 1)
      while places[place] >= 0 { place = (place + 1) & (places.count - 1) }
      places[place] = Int32(index)
    }
  }
}
