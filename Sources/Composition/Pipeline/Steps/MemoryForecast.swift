import Architectures
import Datasets
import Foundation
import Graphs
import Reports
import Tensors

/// Estimates the memory of the steps before they begin.
struct MemoryForecast {
  /// What is asked for.
  let request: FitRequest
  /// The images of all parts together.
  let imageCount: Double
  /// What computes.
  let engine: Engine
  /// The bytes of memory that may still be used, or nil where that is not known.
  let available: Int?

  /// The share of the available memory above which a step reports its estimate.
  private static let reportedShare = 0.25

  /// Checks an estimate before its step begins.
  ///
  /// - Returns: a sentence about a large estimate, or nil.
  /// - Throws: ``PipelineError/noMemory(step:needed:available:largest:)`` where the step would need more
  ///   memory than there is.
  func note(on estimate: MemoryEstimate, of step: RunStep) throws -> String? {
    guard let available else { return nil }
    guard estimate.bytes <= Double(available) else {
      throw PipelineError.noMemory(
        step: step.rawValue, needed: estimate.bytes, available: Double(available),
        largest: estimate.summary)
    }
    guard estimate.bytes > Self.reportedShare * Double(available) else { return nil }
    return "the step '\(step.rawValue)' takes up to \(memory(estimate.bytes)) of memory; "
      + "\(memory(Double(available))) are available"
  }

  /// What the training of the request takes, with the images in memory.
  func training() throws -> MemoryEstimate {
    guard let graph = try request.largestNetwork else { return .nothing }
    let plan = request.training
    let values = 4 * graph.parameters.reduce(0) { $0 + Double($1.count) }
    let moments: Double =
      switch plan.optimizer {
      case .sgd: 1
      case .adamW: 2
      }
    let chunks = (Double(plan.batch) / Double(Engine.virtualBatch)).rounded(.up)
    // First values, values with gradients, moments, average, and those again in a checkpoint and in
    // the file that it becomes; a teacher of a training in phases.
    let state = 1 + moments + (plan.averageDecay == nil ? 0 : 1)
    let teacher: Double = if case .progressive(true) = plan.recipe { 3 } else { 0 }
    let weights = values * (2 + 3 * state + chunks + teacher)
    let image = 4 * (try valuesOfImages)
    let resolutions = Double(min(request.source.searchedSpace?.resolutions.count ?? 1, 3))
    let measured = measuredImages
    return MemoryEstimate(
      parts: [
        try arenas(of: graph, for: .training, chunks: chunks),
        MemoryEstimate.Part(title: "the weights and what trains them", bytes: weights),
        MemoryEstimate.Part(
          title: "batches of \(plan.batch) images",
          bytes: image * Double(plan.batch) * (4 + resolutions)),
        MemoryEstimate.Part(
          title: "the images that accuracies are measured with", bytes: image * measured * 2),
      ] + (try datasetParts))
  }

  /// What measuring one trained network takes.
  func measuring(_ graph: FloatGraph) throws -> MemoryEstimate {
    let values = 4 * graph.parameters.reduce(0) { $0 + Double($1.count) }
    let input = graph.inputValue
    let image = Double(input.height) * Double(input.width) * Double(input.channels)
    // Test images are resampled in bytes, and become floats batch by batch.
    let resampled = image * request.data.testImages + 4 * image * measuredImages
    return MemoryEstimate(
      parts: [
        try arenas(
          of: graph, for: .measuring,
          chunks: Double(ImageSet.batchSize / Engine.virtualBatch)),
        MemoryEstimate.Part(title: "the weights", bytes: 4 * values),
        MemoryEstimate.Part(title: "the images at the size of the network", bytes: resampled),
      ] + (try datasetParts))
  }

  /// What measuring the parts of the supernet takes.
  func search() throws -> MemoryEstimate {
    guard let graph = try request.largestNetwork else { return .nothing }
    let values = 4 * graph.parameters.reduce(0) { $0 + Double($1.count) }
    let images = measuredImages
    let channels = Double(request.data.imageChannels)
    let sizes = try request.searchedSpace().resolutions.map { channels * Double($0) * Double($0) }
    let chunks = Double(ImageSet.batchSize / Engine.virtualBatch)
    return MemoryEstimate(
      parts: [
        try arenas(of: graph, for: .measuring, chunks: chunks),
        MemoryEstimate.Part(title: "the weights", bytes: 4 * values),
        MemoryEstimate.Part(
          title: "the images that candidates are measured with",
          bytes: Set(sizes + [try valuesOfImages]).reduce(0) { $0 + 4 * images * $1 }),
      ] + (try datasetParts))
  }

  /// The images that are in memory as floats, to measure accuracies and to recalibrate batch norms.
  private var measuredImages: Double {
    let heldOut: Double =
      switch request.training.heldOut {
      case .standard: min(imageCount / 6, 1000)
      case .count(let count): Double(count)
      case .percent(let percent): imageCount * percent / 100
      }
    return heldOut + min(Double(request.search.recalibrationImages), imageCount)
  }

  /// The shape of the images as they are read.
  private var imageShape: Shape {
    get throws {
      var shape = request.data.imageShape
      guard request.data.hasPictures, let side = try request.largestSide else { return shape }
      shape.height = min(shape.height, side)
      shape.width = min(shape.width, side)
      return shape
    }
  }

  /// The values of an image as it is read.
  private var valuesOfImages: Double {
    get throws {
      let shape = try imageShape
      return Double(shape.height) * Double(shape.width) * Double(shape.channels)
    }
  }

  /// The values of a network on a virtual batch for each thread that has one.
  private func arenas(
    of graph: FloatGraph, for work: Engine.Work, chunks: Double
  ) throws -> MemoryEstimate.Part {
    let threads = min(Double(request.threads), max(chunks, 1))
    let most = available.map(Double.init) ?? .infinity
    let arena = engine.arenaBytes(of: graph, for: work, atMost: most)
    let measuring = engine.arenaBytes(of: graph, for: .measuring, atMost: most)
    let others = max(0, min(Double(request.threads), Self.measuringChunks) - threads)
    return MemoryEstimate.Part(
      title: "the values of \(Engine.virtualBatch) images of \(words(graph.inputValue)) on each of "
        + "\(request.threads) thread\(request.threads == 1 ? "" : "s")",
      bytes: threads * arena + others * measuring)
  }

  /// The virtual batches of a batch of images that is measured.
  private static let measuringChunks = Double(ImageSet.batchSize / Engine.virtualBatch)

  /// The images in memory, in 8 bits.
  private var datasetParts: [MemoryEstimate.Part] {
    get throws {
      [
        MemoryEstimate.Part(
          title: "\(decimal(imageCount, 0)) images of \(words(try imageShape))",
          bytes: imageCount * (try valuesOfImages))
      ]
    }
  }

  /// A size as a person reads it.
  private func words(_ shape: Shape) -> String {
    request.data.hasPictures ? "\(shape.height)x\(shape.width) pixels" : "\(shape) values"
  }
}

extension DataSource {
  /// The test images, where their number is known without the files; those of a folder are read at about
  /// the size of a network.
  fileprivate var testImages: Double {
    switch self {
    case .generated(_, let test, _): Double(test)
    case .cifar10, .cifar100, .fashionMNIST, .mnist: 10_000
    case .folder: 0
    }
  }

  /// The images of all parts together; those of a folder are listed, not read.
  var imageCount: Double {
    get throws {
      switch self {
      case .generated(let training, let test, _): Double(training) + Double(test)
      case .cifar10, .cifar100: 60_000
      case .fashionMNIST, .mnist: 70_000
      case .folder(let path, _, _, let reading):
        Double(
          try ImageFolder(
            URL(filePath: path, directoryHint: .isDirectory), layout: reading?.imageLayout
          ).imageCount)
      }
    }
  }
}
