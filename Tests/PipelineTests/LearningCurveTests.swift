import Foundation
import Testing

@testable import Pipeline

@Suite struct LearningCurveTests {
  private let file = FileManager.default.temporaryDirectory.appending(path: "curve-\(UUID()).csv")

  /// Steps of so many seconds each.
  private func steps(
    _ range: ClosedRange<Int>, total: Int, measurements: Int = 2, seconds: Double = 2
  ) throws {
    var instant = ContinuousClock.now
    let curve = LearningCurve(file, total: total, measurements: measurements) { instant }
    for step in range {
      instant += .seconds(seconds)
      try curve.add(
        LearningCurve.Point(step: step, phase: "full", loss: 0.5, imagesPerSecond: 32)
      ) { [0.75, 0.5] }
    }
    try curve.save()
  }

  private func rows() throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test func rowsTellTheStepsAndTheAccuraciesWhereTheyAreDue() throws {
    defer { try? FileManager.default.removeItem(at: file) }
    try steps(1...4, total: 4)
    #expect(
      try rows() == [
        "step,phase,loss,images_per_second,seconds,largest_accuracy,smallest_accuracy",
        "1,full,0.5,32.0,2.0,,", "2,full,0.5,32.0,4.0,0.75,0.5", "3,full,0.5,32.0,6.0,,",
        "4,full,0.5,32.0,8.0,0.75,0.5",
      ])
  }

  @Test func aResumedTrainingReplacesTheStepsThatItDoesAgain() throws {
    defer { try? FileManager.default.removeItem(at: file) }
    try steps(1...6, total: 10, measurements: 0)
    try steps(4...10, total: 10, measurements: 0)
    let cells = try rows().dropFirst().map { $0.split(separator: ",") }
    #expect(cells.map { $0[0] } == (1...10).map { "\($0)" })
    // Six seconds up to the third step, then those of the second process.
    #expect(cells.map { $0[4] } == (1...10).map { "\(2 * $0).0" })
    try Data("nonsense\n,,\n".utf8).write(to: file)
    try steps(5...5, total: 10)
    #expect(try rows().count == 2)
  }

  @Test func aLongTrainingHasAboutFiveHundredRows() throws {
    defer { try? FileManager.default.removeItem(at: file) }
    try steps(1...2000, total: 2000, measurements: 10, seconds: 0.01)
    let cells = try rows().dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(cells.count == 500)
    #expect(cells.filter { $0[5] == "0.75" }.map { $0[0] } == (1...10).map { "\(200 * $0)" })
  }
}
