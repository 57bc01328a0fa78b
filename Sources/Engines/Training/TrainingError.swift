/// A training that cannot go on; the sentence says where, what was found and what to do.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// The training has gone astray.
  case diverged(Divergence)
  /// The file is not what a training saves, or of another version.
  case noCheckpoint(file: String)
  /// The checkpoint cannot be read to its end.
  case damaged(file: String, fault: String)
  /// The checkpoint belongs to another training; `what` names the part that differs.
  case otherTraining(file: String, what: String, expected: String, found: String)

  /// One or two sentences: where, what was expected, what was found and what to do.
  public var description: String {
    switch self {
    case .diverged(let divergence):
      "The training diverged in step \(divergence.step + 1) at a learning rate of "
        + "\(divergence.learningRate): \(divergence.sign.clause). Lower the learning rate or lengthen "
        + "the warm-up."
    case .noCheckpoint(let file):
      "'\(file)' is no checkpoint of a training that this version reads; delete it to start anew."
    case .damaged(let file, let fault):
      "The checkpoint of the training is damaged: \(fault) Delete '\(file)' to start anew."
    case .otherTraining(let file, let what, let expected, let found):
      "'\(file)' is the checkpoint of another training: its \(what) is \(found); here it is "
        + "\(expected). Delete the file to start anew, or repeat the request that it was made with."
    }
  }
}
