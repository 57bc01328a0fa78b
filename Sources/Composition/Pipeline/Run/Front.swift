import Architectures
import CostModels
package import Devices
import Foundation
import Planning
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
  /// A checksum of what decides the front; where it differs, the file is outdated.
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
