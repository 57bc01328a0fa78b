import Datasets
import Graphs
import Tensors

extension ImageSet {
  /// Images that the engine gets at a time: enough for all threads, few enough to be asked to stop.
  static let batchSize = 256

  /// All images, normalized, in batches.
  ///
  /// - Parameter size: images of a batch.
  func batches(_ normalization: Normalization, of size: Int = batchSize) -> [Batch] {
    stride(from: 0, to: count, by: size).map { start in
      batch(of: start..<min(start + size, count), normalization)
    }
  }

  /// The images as an integer network takes them: resampled in 8 bits, then looked up as the
  /// emitted code looks pixels up.
  ///
  /// - Returns: stored values `[H, W, C]`, one array per image.
  func stored(as type: QuantizedType, _ normalization: Normalization) -> [[Int8]] {
    let images = resized(to: type.shape.size)
    let tables = type.pixelTables(mean: normalization.mean, std: normalization.std)
    return (0..<images.count).map { index in
      images.pixels(of: index).enumerated().map { tables[$0 % tables.count][Int($1)] }
    }
  }
}

extension Collection where Element: Comparable {
  /// The position of the largest element, the first one where several are largest.
  var positionOfLargest: Int {
    var (best, largest) = (0, first)
    for (position, element) in enumerated() {
      if let value = largest, element > value { (best, largest) = (position, element) }
    }
    return best
  }
}
