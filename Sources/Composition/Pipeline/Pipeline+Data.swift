import Architectures
import Datasets
import Devices
import Execution
import Files
import Foundation
import Graphs
import Planning
import Reports

extension Pipeline {
  /// The images of the request, read or generated when they are first needed.
  ///
  /// - Throws: ``PipelineError/otherImages(found:expected:)`` where they are not those that the run
  ///   was trained with; ``PipelineError/interrupted(step:)`` where the caller asked to stop.
  func dataset() throws -> Dataset {
    try images.value {
      let dataset: Dataset
      do {
        dataset = try foundData().dataset(
          largestSide: try request.largestSide, heldOut: request.training.heldOut.size,
          seed: seed(of: .images), reading: try imageReading)
      } catch DatasetError.interrupted {
        throw PipelineError.interrupted(step: "reading the images")
      }
      guard dataset.classes.count == request.data.classes else {
        throw PipelineError.otherClasses(
          found: dataset.classes.count, expected: request.data.classes)
      }
      let found = DataRecord(dataset)
      guard FileManager.default.fileExists(atPath: run.data.path) else {
        found.leftOut.map {
          progress(.note("left out: " + $0.map(\.summary).joined(separator: ", ")))
        }
        return dataset
      }
      let expected = try readData()
      guard found.hasImages(of: expected) else {
        throw PipelineError.otherImages(found: found.summary, expected: expected.summary)
      }
      try rememberDataFolder()
      return dataset
    }
  }

  /// What goes with reading a folder of images: they are kept in the run, or taken from the run that
  /// this one stands on.
  private var imageReading: ImageReading {
    get throws {
      if let other = request.source.trained {
        let kept = RunFolder(URL(filePath: other, directoryHint: .isDirectory)).images
        if FileManager.default.fileExists(atPath: kept.path),
          !FileManager.default.fileExists(atPath: run.images.path)
        {
          try FileManager.default.share(kept, as: run.images)
        }
      }
      return ImageReading(
        cache: run.images,
        progress: { [progress] done, total in
          let detail = "reading images, \(done) of \(total)"
          progress(.step(done: done, total: total, detail: detail))
        },
        note: { [progress] in progress(.note($0)) }, shouldStop: shouldStop)
    }
  }

  /// What is known of the images, which are such as the request takes.
  func readData() throws -> DataRecord {
    let record = try run.readData()
    let (channels, classes) = (request.data.imageChannels, request.data.classes)
    guard record.shape.channels == channels, record.classes.count == classes else {
      throw PipelineError.damaged(
        file: run.data.path,
        reason:
          "it has \(record.shape.channels) channels and \(record.classes.count) classes; "
          + "the networks of the run take \(channels) and \(classes).",
        step: RunStep.train.rawValue)
    }
    return record
  }

  /// The integer network of a device, which takes and gives what the one in floating point does.
  func readIntegerGraph(of device: Device) throws -> IntegerGraph {
    let graph = try run.readIntegerGraph(of: device.name)
    let float = try storedNetwork(of: device).graph
    let (input, outputs) = (graph.inputValue.shape, graph.outputValue.shape.count)
    guard input == float.inputValue, outputs == float.outputValue.count else {
      throw PipelineError.damaged(
        file: run.device(device.name).integerGraph.path,
        reason: "it takes images of \(input) and has \(outputs) outputs; the network in floating "
          + "point takes \(float.inputValue) and has \(float.outputValue.count).",
        step: RunStep.quantize.rawValue)
    }
    return graph
  }
}

extension DataSource {
  /// A folder of images per class, with as many classes as it holds now.
  ///
  /// - Parameters:
  ///   - path: of the folder.
  ///   - side: of the images, in pixels; more than the largest resolution of the space is read at that
  ///     one.
  ///   - reading: nil is as usual.
  /// - Throws: where the folder is not there or is none of images per class.
  public static func folder(
    at path: String, side: Int = standardImageSide, reading: FolderReading? = nil
  ) throws -> DataSource {
    let folder = try ImageFolder(
      URL(filePath: path, directoryHint: .isDirectory), layout: reading?.imageLayout)
    return .folder(path: path, side: side, classes: folder.classes.count, reading: reading)
  }

  /// The images, read or generated.
  ///
  /// - Parameter largestSide: the side above which no network looks at an image.
  fileprivate func dataset(
    largestSide: Int?, heldOut: SplitSize, seed: UInt64, reading: ImageReading
  )
    throws -> Dataset
  {
    func folder(_ path: String) -> URL { URL(filePath: path, directoryHint: .isDirectory) }
    return switch self {
    case .generated(let training, let test):
      try .generated(training: training, test: test, heldOut: heldOut, seed: seed)
    case .cifar10(let path): try .cifar10(at: folder(path), heldOut: heldOut, seed: seed)
    case .cifar100(let path): try .cifar100(at: folder(path), heldOut: heldOut, seed: seed)
    case .folder(let path, let side, _, let special):
      try .folder(
        at: folder(path), side: min(side, largestSide ?? side), layout: special?.imageLayout,
        heldOut: heldOut, seed: seed,
        reading: reading.skippingUnreadable(special?.skipsUnreadable ?? false))
    case .fashionMNIST(let path): try .fashionMNIST(at: folder(path), heldOut: heldOut, seed: seed)
    case .mnist(let path): try .mnist(at: folder(path), heldOut: heldOut, seed: seed)
    }
  }
}

extension FolderReading {
  /// The same for the reader of the folder.
  var imageLayout: ImageFolder.Layout? {
    switch layout {
    case .classes: .classes
    case .halves: .halves
    case nil: nil
    }
  }
}

extension ImageReading {
  fileprivate func skippingUnreadable(_ skips: Bool) -> ImageReading {
    var reading = self
    reading.skipsUnreadable = skips
    return reading
  }
}

extension DataRecord {
  init(_ dataset: Dataset) {
    self.init(
      name: dataset.name, classes: dataset.classes, shape: dataset.training.shape,
      mean: dataset.normalization.mean, std: dataset.normalization.std,
      trainingImages: dataset.training.count, heldOutImages: dataset.heldOut.count,
      testImages: dataset.test.count,
      untestedClasses: dataset.untestedClasses.isEmpty ? nil : dataset.untestedClasses,
      storedPreprocessing: Preprocessing(
        side: dataset.training.shape.width, channels: dataset.training.shape.channels),
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

  /// How the images are divided, before any work is done with them.
  var division: String {
    "\(grouped(trainingImages)) images to train with, \(grouped(heldOutImages)) held out to choose "
      + "networks by, \(grouped(testImages)) to test with"
  }

  /// What the test accuracy says nothing about, or nil where every class has a test image.
  var untestedNote: String? {
    untestedClasses.map { noteOfUntested($0) }
  }

  /// A sentence for each channel that hardly varies over the training images.
  func darkNotes(of images: ImageSet) -> [String] {
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
    NetworkInterface(mean: mean, std: std, preprocessing: preprocessing, classes: classes)
  }

  /// For example `5000 training, 1000 held-out and 1000 test images of 32x32x3, mean 0.48, 0.47, 0.45`.
  var summary: String {
    "\(trainingImages) training, \(heldOutImages) held-out and \(testImages) test images of "
      + "\(shape), mean \(mean.map { "\($0)" }.joined(separator: ", "))"
  }
}

extension NetworkInterface {
  /// How pixels become floats.
  var normalization: Normalization { Normalization(mean: mean, std: std) }
}

/// A sentence about classes without a test image, of which the first ones are named.
package func noteOfUntested(_ classes: [String]) -> String {
  let most = 8
  let names = classes.prefix(most).map { "'\($0.printable)'" }.joined(separator: ", ")
  let others = classes.count > most ? " and \(grouped(classes.count - most)) others" : ""
  return "No test image, so not in the accuracy: \(names)\(others)"
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
