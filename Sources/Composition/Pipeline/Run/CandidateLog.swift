import Architectures
import Graphs

/// The candidates that a search has measured, each kept in the run folder at once.
final class CandidateLog: Sendable {
  private let run: RunFolder
  private let measured: Locked<[MeasuredCandidate]>

  /// The log of a run, with what an unfinished search has left.
  ///
  /// - Parameter known: what a search that is done has measured before.
  init(_ run: RunFolder, knowing known: [MeasuredCandidate] = []) throws {
    self.run = run
    let left = try run.readCandidates()
    measured = Locked(left.isEmpty ? known : left)
  }

  /// The candidates in the order in which they were measured.
  var candidates: [MeasuredCandidate] { measured.withLock { $0 } }

  /// The accuracy of an architecture, or nil where it was not measured yet.
  func accuracy(of architecture: Architecture) -> Double? {
    measured.withLock { $0.first { $0.architecture == architecture }?.accuracy }
  }

  /// Keeps a candidate.
  func append(_ candidate: MeasuredCandidate) throws {
    try measured.withLock { measured in
      measured.append(candidate)
      try run.write(measured, to: run.candidates)
    }
  }
}
