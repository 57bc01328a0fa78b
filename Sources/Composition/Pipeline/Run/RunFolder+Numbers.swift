import Execution
import Foundation
import Reports

extension RunFolder {
  /// Throws ``PipelineError/damaged(file:reason:step:)`` for a number of a record that no step writes,
  /// since sums of such numbers would leave their type.
  ///
  /// - Parameter numbers: counts and other finite numbers, by the names of their fields.
  func check(_ numbers: [(field: String, value: Double)], in file: URL, writtenBy step: String)
    throws
  {
    // No memory, time or count of operations comes near.
    guard let wrong = numbers.first(where: { !(0...1e15).contains($0.value) }) else { return }
    throw PipelineError.damaged(
      file: file.path,
      reason: "the field '\(wrong.field)' is \(wrong.value), expected 0 to 10^15.", step: step)
  }

  /// The same for accuracies, which go from 0 to 1, and multiply-adds.
  func check(_ candidates: [MeasuredCandidate], in file: URL) throws {
    for candidate in candidates {
      guard (0...1).contains(candidate.accuracy), candidate.macs > 0 else {
        throw PipelineError.damaged(
          file: file.path,
          reason: "a candidate has the accuracy \(candidate.accuracy) with \(candidate.macs) MACs.",
          step: RunStep.search.rawValue)
      }
    }
    try check(
      candidates.map { ("macs", Double($0.macs)) }, in: file, writtenBy: RunStep.search.rawValue)
  }
}

extension Verdict {
  /// Every number that is added to others.
  var numbers: [(field: String, value: Double)] {
    var numbers: [(String, Int)] = [
      ("images", images), ("mismatches", mismatches), ("hostMismatches", hostMismatches),
      ("stackBytes", stackBytes ?? 0),
    ]
    numbers += layers.map { ("instructions", $0.instructions) }
    numbers += footprint?.numbers ?? []
    return numbers.map { ($0.0, Double($0.1)) }
  }
}

extension Report {
  /// Every number that is added to others or drawn.
  var numbers: [(field: String, value: Double)] {
    var numbers: [(field: String, value: Double)] = []
    for part in rows.flatMap(\.memory) {
      numbers.append(("bytes", Double(part.bytes)))
      numbers.append(("plannedBytes", Double(part.plannedBytes ?? 0)))
    }
    numbers += rows.flatMap { $0.bits?.numbers ?? [] }
    for candidate in candidates {
      numbers.append(("macs", Double(candidate.macs)))
      numbers.append(("accuracy", candidate.accuracy))
    }
    for point in learning?.points ?? [] {
      numbers += [("step", Double(point.step)), ("seconds", point.seconds), ("loss", point.loss)]
      numbers += [point.largestAccuracy, point.smallestAccuracy].compactMap(\.self)
        .map { ("accuracy", $0) }
    }
    return numbers
  }
}
