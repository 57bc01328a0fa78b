import Datasets
import Graphs
import Reports

extension DataRecord {
  init(_ dataset: Dataset) {
    self.init(
      name: dataset.name, task: dataset.task, shape: dataset.training.shape,
      mean: dataset.normalization.mean, std: dataset.normalization.std,
      trainingImages: dataset.training.count, heldOutImages: dataset.heldOut.count,
      testImages: dataset.test.count,
      untestedClasses: dataset.untestedClasses.isEmpty ? nil : dataset.untestedClasses,
      storedPreprocessing: Preprocessing(of: dataset.training.shape),
      leftOut: dataset.leftOut.isEmpty
        ? nil : dataset.leftOut.map { LeftOut(count: $0.count, what: $0.what) })
  }

  /// Whether the images are the same; what records of earlier versions leave open may be anything, and
  /// so may the name of their folder and what lies beside them.
  func hasImages(of other: DataRecord) -> Bool {
    var alike = self
    alike.name = other.name
    alike.leftOut = other.leftOut
    alike.untestedClasses = other.untestedClasses
    if other.storedPreprocessing == nil { alike.storedPreprocessing = nil }
    return alike == other
  }

  /// Throws ``PipelineError/otherImages(found:expected:)`` where the images are not the same.
  func requireImages(of other: DataRecord) throws {
    guard hasImages(of: other) else {
      throw PipelineError.otherImages(found: summary, expected: other.summary)
    }
  }

  /// How the images are divided, before any work is done with them.
  var division: String {
    "\(grouped(trainingImages)) \(noun) to train with, \(grouped(heldOutImages)) held out to choose "
      + "networks by, \(grouped(testImages)) to test with"
  }

  /// What the test accuracy says nothing about, or nil where every class has a test image.
  var untestedNote: String? {
    untestedClasses.map { noteOfUntested($0) }
  }

  /// A sentence for each channel that hardly varies over the training images.
  func darkNotes(of images: ImageSet) -> [String] {
    guard preprocessing != nil else { return [] }
    let names = shape.channels == 3 ? ["red", "green", "blue"] : ["brightness"]
    return DarkChannels.indices(std: std).map { channel in
      let range = images.range(ofChannel: channel)
      let values =
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      return "the channel \(names[channel]) is \(values) of 0 to 255 in all training images: it is "
        + "normalised by a quarter of the largest deviation, and its range is taken from the images"
    }
  }

  /// What goes into networks for these images and comes out of them.
  var interface: NetworkInterface {
    NetworkInterface(mean: mean, std: std, preprocessing: preprocessing, task: task)
  }

  /// For example `5000 training, 1000 held-out and 1000 test images of 32x32x3, mean 0.48, 0.47, 0.45`.
  var summary: String {
    "\(trainingImages) training, \(heldOutImages) held-out and \(testImages) test \(noun) of "
      + "\(shape), mean \(mean.map { "\($0)" }.joined(separator: ", "))"
  }
}

extension NetworkInterface {
  /// How pixels become floats.
  var normalization: Normalization { Normalization(mean: mean, std: std) }

  /// What several inputs are called.
  package var noun: String { preprocessing == nil ? "inputs" : "images" }
}

/// A sentence about classes without a test image, of which the first ones are named.
package func noteOfUntested(_ classes: [String]) -> String {
  let most = 8
  let names = classes.prefix(most).map { "'\($0.printable)'" }.joined(separator: ", ")
  let others = classes.count > most ? " and \(grouped(classes.count - most)) others" : ""
  return "No test image, so not in the accuracy: \(names)\(others)"
}
