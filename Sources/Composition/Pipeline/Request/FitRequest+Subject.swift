import Architectures
import Foundation
import Planning

extension FitRequest {
  /// What decides the trained weights beside the recipe, as text.
  var trainingSubject: String {
    get throws {
      struct Subject: Encodable {
        var data: DataSource
        var space: SearchSpace?
        var network: String?
        var training: TrainingPlan
        var seed: UInt64
      }
      return try text(
        Subject(
          data: data, space: source.space,
          network: source.networkName, training: training, seed: seed)
      )
    }
  }

  /// What decides retrained weights beside their recipe, as text.
  ///
  /// - Parameter bits: nil is 8 everywhere.
  func retrainingSubject(_ bits: BitAssignment?) throws -> String {
    struct Subject: Encodable {
      var network: String
      var plan: QuantizationPlan
      var bits: BitAssignment?
    }
    return try text(Subject(network: try trainingSubject, plan: quantization, bits: bits))
  }

  private func text(_ subject: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(subject), as: UTF8.self)
  }
}
