import Datasets
public import Devices
import Execution
import Files
public import Foundation
import Graphs
import Tensors
import Training

/// What a device's integer network says of one image or another input.
public struct Prediction: Codable, Equatable, Sendable {
  /// A class with its probability.
  public struct Candidate: Codable, Equatable, Sendable {
    /// The name of the class.
    public var name: String
    /// The softmax of the network's results, 0 to 1.
    public var probability: Double
  }

  /// The name of the device.
  public var device: String
  /// Every class, the most probable first; empty where the outputs are plain values.
  public var classes: [Candidate]
  /// The class that a test image is labelled with, or nil.
  public var label: String?
  /// The plain values of the outputs, on the scale of the normalized input; nil where they are classes.
  public var values: [Double]?
  /// The mean squared error of the plain values from those of the input; nil where there are classes.
  public var meanSquaredError: Double?
}

extension Pipeline {
  /// What the integer network of a device says of an image file or a pipe: JPEG, PNG, or binary PPM or
  /// PGM.
  ///
  /// It is cut and resampled as images of a folder are, so that a test image of a folder is answered
  /// alike by its file and by its index.
  /// - Throws: where the file cannot be read as an image, ``PipelineError/noPictures(reads:)`` where the
  ///   network reads none.
  public func predict(image file: URL, on device: Device) throws -> Prediction {
    try devices.require(device)
    let graph = try contents.readIntegerGraph(of: device)
    let network = try run.readNetwork(of: device.name)
    guard let preprocessing = network.interface.preprocessing else {
      throw PipelineError.noPictures(reads: graph.inputValue.shape)
    }
    do {
      let image = try ImageFile(contentsOf: FilePath(file), shouldStop: shouldStop)
        .image(preprocessing)
      return Prediction(of: image, by: graph, network, device: device)
    } catch DatasetError.interrupted {
      throw PipelineError.interrupted(step: "predict")
    }
  }

  /// What the integer network of a device says of a test image.
  ///
  /// - Throws: ``PipelineError/imageIndex(_:count:)``.
  public func predict(testImage index: Int, on device: Device) throws -> Prediction {
    try devices.require(device)
    let graph = try contents.readIntegerGraph(of: device)
    let dataset = try dataset()
    guard (0..<dataset.test.count).contains(index) else {
      throw PipelineError.imageIndex(index, count: dataset.test.count)
    }
    var prediction = Prediction(
      of: dataset.test.subset([index]), by: graph, try run.readNetwork(of: device.name),
      device: device)
    if !dataset.classes.isEmpty {
      prediction.label = dataset.classes[dataset.test.labels[index]]
    }
    return prediction
  }
}

extension Prediction {
  /// - Parameters:
  ///   - image: a set of one image.
  ///   - graph: the integer network.
  ///   - network: what goes into it and comes out.
  fileprivate init(
    of image: ImageSet, by graph: IntegerGraph, _ network: StoredNetwork, device: Device
  ) {
    let interface = network.interface
    let output = VectorRunner(graph).run(
      image.stored(as: graph.inputValue, interface.normalization)[0])
    let type = graph.outputValue
    let logits = output.map { type.scale * Double(Int32($0) - type.zeroPoint) }
    if interface.task == .values {
      var explained = ExplainedVariance()
      explained.add(
        outputs: logits.map { Float($0) },
        targets: image.batch(of: [0], interface.normalization).images)
      self.init(
        device: device.name, classes: [], values: logits,
        meanSquaredError: explained.meanSquaredError)
      return
    }
    let candidates = zip(interface.classes, softmax(logits)).map(Candidate.init)
    self.init(
      device: device.name,
      classes: candidates.enumerated()
        .sorted { ($1.element.probability, $0.offset) < ($0.element.probability, $1.offset) }
        .map(\.element),
      label: nil)
  }
}

/// Normalized exponentials.
private func softmax(_ values: [Double]) -> [Double] {
  let largest = values.max() ?? 0
  let powers = values.map { exp($0 - largest) }
  let sum = powers.reduce(0, +)
  return powers.map { $0 / sum }
}
