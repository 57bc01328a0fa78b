import Datasets
import Execution
import Foundation
import Graphs
import Planning

extension Pipeline {
  /// The images of the request, read or generated when they are first needed.
  ///
  /// - Throws: ``PipelineError/otherImages(found:expected:)`` where they are not those that the run
  ///   was trained with.
  func dataset() throws -> Dataset {
    try images.value {
      let dataset = try request.data.dataset(
        heldOut: request.training.heldOut, seed: seed(of: .images))
      let found = DataRecord(dataset)
      guard FileManager.default.fileExists(atPath: run.data.path) else { return dataset }
      let expected = try run.readData()
      guard found == expected else {
        throw PipelineError.otherImages(found: found.summary, expected: expected.summary)
      }
      return dataset
    }
  }
}

extension DataSource {
  /// The images, read or generated.
  fileprivate func dataset(heldOut: Int, seed: UInt64) throws -> Dataset {
    func folder(_ path: String) -> URL { URL(filePath: path, directoryHint: .isDirectory) }
    return switch self {
    case .generated(let training, let test):
      try .generated(training: training, test: test, heldOut: heldOut, seed: seed)
    case .cifar10(let path): try .cifar10(at: folder(path), heldOut: heldOut, seed: seed)
    case .fashionMNIST(let path): try .fashionMNIST(at: folder(path), heldOut: heldOut, seed: seed)
    case .mnist(let path): try .mnist(at: folder(path), heldOut: heldOut, seed: seed)
    }
  }
}

extension DataRecord {
  init(_ dataset: Dataset) {
    self.init(
      name: dataset.name, classes: dataset.classes, shape: dataset.training.shape,
      mean: dataset.normalization.mean, std: dataset.normalization.std,
      trainingImages: dataset.training.count, heldOutImages: dataset.heldOut.count,
      testImages: dataset.test.count)
  }

  /// How pixels become floats.
  var normalization: Normalization { Normalization(mean: mean, std: std) }

  /// For example `5000 training, 1000 held-out and 1000 test images of 32x32x3, mean 0.48, 0.47, 0.45`.
  var summary: String {
    "\(trainingImages) training, \(heldOutImages) held-out and \(testImages) test images of "
      + "\(shape), mean \(mean.map { "\($0)" }.joined(separator: ", "))"
  }
}

extension ImageSet {
  /// The images as an integer network takes them: resampled in 8 bits, then looked up as the
  /// emitted code looks pixels up.
  ///
  /// - Returns: stored values `[H, W, C]`, one array per image.
  func stored(as type: QuantizedType, _ normalization: Normalization) -> [[Int8]] {
    let images = resized(to: type.shape.width)
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
