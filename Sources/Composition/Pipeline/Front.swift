package import Architectures
import CostModels
package import Devices
import Foundation
import Planning
import Reports
package import Search
import Tensors

/// The front of a supernet on a device, as `front.json` keeps it and `thimble front --json` writes it.
package struct FrontRecord: Codable, Equatable, Sendable {
  /// The space of the networks.
  package var space: String
  /// The device whose costs they are.
  package var device: String
  /// What is traded against predicted accuracy.
  package var axes: [Resource]
  /// A sum over all that decides the front, which tells an outdated file.
  package var source: String
  /// The networks, the most accurate first; accuracies are predicted.
  package var points: [ParetoFront.Point]
}

/// What a front is made of: the predictor of a supernet, and the costs on a device.
struct FrontSource {
  var space: SearchSpace
  var predictor: AccuracyPredictor
  var target: SearchTarget
  /// The device of the target, whatever its name is.
  var device: Device
  var latencies: MeasuredLatencies?
  /// How the device stores its networks.
  var form: StoredForm
  var seed: UInt64

  /// What serves any budget: a device's limits are on these.
  static let axes: [Resource] = [.flash, .ram, .latency]

  /// The front that a folder keeps where that was made of the same, or else a new one.
  func front(keptIn run: RunFolder) throws -> (front: ParetoFront, isNew: Bool) {
    if let known = try run.readFront(of: space), known.source == (try sum) {
      return (ParetoFront(known.points, of: space, axes: known.axes), false)
    }
    var settings = FrontSettings(seed: seed)
    settings.generations = space.generations(atMost: settings.generations)
    return (try Search.front(on: target, axes: Self.axes, by: predictor, settings: settings), true)
  }

  /// The file of a front that is made of this.
  func record(of front: ParetoFront) throws -> FrontRecord {
    FrontRecord(
      space: space.name, device: target.device, axes: front.axes, source: try sum,
      points: front.points)
  }

  /// A sum over all that decides the front.
  private var sum: String {
    get throws {
      struct Parts: Encodable {
        var space: SearchSpace
        var device: Device
        var latencies: MeasuredLatencies?
        /// Nil for the standard form, so that files of earlier versions stay current.
        var form: String?
        var seed: UInt64
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let parts = Parts(
        space: space, device: device.nameless, latencies: latencies, form: form.label, seed: seed)
      let sum = (try encoder.encode(parts) + (try predictor.file.data)).fnv1a
      return String(sum, radix: 16)
    }
  }
}

extension TrainedSupernet {
  /// The networks of this supernet that fit a device and that no other one beats there, by predicted
  /// accuracy.
  ///
  /// - Parameters:
  ///   - budget: what a network may need; nil is the device's standard.
  ///   - latencies: in place of the device's cost model.
  ///   - axes: what is traded against accuracy.
  /// - Throws: ``PipelineError/missing(file:step:)`` where the supernet has no predictor, and
  ///   `SearchError` where nothing fits.
  package func front(
    on device: Device, budget: Budget? = nil, latencies: MeasuredLatencies? = nil,
    axes: [Resource] = FrontSource.axes
  ) throws -> FrontRecord {
    guard let predictor = try folder.readPredictor(of: try request.searchedSpace()) else {
      throw PipelineError.missing(file: folder.predictor.path, step: "predictor")
    }
    var asked = request
    (asked.devices, asked.latencies) = ([device], latencies)
    asked.budgets = budget.map { [device.name: $0] } ?? [:]
    let task = try folder.readData().task
    let space = try asked.searchedSpace()
    let target = try asked.searchTargets(task: task)[0]
    try target.requireFit()
    let source = FrontSource(
      space: space, predictor: predictor, target: target, device: device,
      latencies: latencies, form: asked.storedForm(task: task),
      seed: asked.seed(of: .search))
    var record = try source.record(of: try source.front(keptIn: folder).front)
    record.points = try ParetoFront(record.points, of: space, axes: record.axes)
      .points(for: target, axes: axes)
    record.axes = axes
    return record
  }
}

extension RunFolder {
  /// The front of `front.json`, or nil where there is none.
  ///
  /// - Throws: ``PipelineError/damaged(file:reason:step:)`` where its networks are not of this space.
  package func readFront(of space: SearchSpace) throws -> FrontRecord? {
    let step = RunStep.search.rawValue
    guard let record = try readIfPresent(FrontRecord.self, from: front, writtenBy: step) else {
      return nil
    }
    for point in record.points {
      do {
        try space.validate(point.architecture)
      } catch {
        throw PipelineError.damaged(file: front.path, reason: "\(error)", step: step)
      }
    }
    return record
  }

  /// The predictor of the folder's supernet, or nil where none was trained.
  func readPredictor(of space: SearchSpace) throws -> AccuracyPredictor? {
    guard FileManager.default.fileExists(atPath: predictor.path) else { return nil }
    do {
      return try AccuracyPredictor(try Safetensors(contentsOf: predictor), for: space)
    } catch {
      throw PipelineError.damaged(file: predictor.path, reason: "\(error)", step: "predictor")
    }
  }
}

extension StoredForm {
  /// What decides a front, or nil where it is the usual form; class names add the same to all networks.
  fileprivate var label: String? {
    let parts = [
      hasExponents ? "exponents" : nil,
      scheme == .perChannelNormalized ? nil : scheme.rawValue,
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}

extension Data {
  /// The sum of Fowler, Noll and Vo over all bytes, 64 bits; no protection against intent.
  fileprivate var fnv1a: UInt64 {
    reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }
}
