import Tensors

/// How a run trains on this computer: decided when its first training begins, and kept, so that a
/// training that goes on later ends with the same bytes.
struct ComputingRecord: Codable, Equatable, Sendable {
  /// How values between operations are kept.
  var precision: Engine.Precision
  /// The instructions of the processor and the layout of the values, in words.
  var instructions: String
  /// How long each precision took; nil where it was asked for, or the processor has one only.
  var trial: PrecisionTrial?

  /// - Parameters:
  ///   - precision: what was asked for; nil is what takes less time.
  ///   - trial: times both.
  init(asked precision: Engine.Precision?, trial: () -> PrecisionTrial) {
    let backend = Engine.Backend.standard
    instructions = backend.description
    if let precision {
      self.precision = backend.precisions.contains(precision) ? precision : .float32
    } else if backend.precisions.count == 1 {
      self.precision = .float32
    } else {
      let trial = trial()
      self.precision = trial.fastest
      self.trial = trial
    }
  }

  /// The decision with its reason, without a full stop; nil where there was nothing to decide.
  var note: String? {
    guard let trial else { return nil }
    let times = trial.timings.map {
      "\($0.precision.rawValue) \(($0.milliseconds * 10).rounded() / 10) ms"
    }
    return "values are kept in \(precision.rawValue): a pass of \(trial.images) inputs takes "
      + times.joined(separator: ", ") + "; '--precision' chooses otherwise"
  }
}

extension RunFolder {
  /// How the run trains; nil where no training has begun, or an earlier version began it.
  ///
  /// - Throws: ``PipelineError/damaged(file:reason:step:)``.
  func readComputing() throws -> ComputingRecord? {
    try readIfPresent(ComputingRecord.self, from: computing, writtenBy: RunStep.train.rawValue)
  }

  /// The same for all who do not train, and can do without it.
  var computingIfReadable: ComputingRecord? { (try? readComputing()) ?? nil }
}
