import Files
import Foundation

/// How a training goes, as `curve.csv` keeps it for plots and comparisons.
///
/// A row is written after every so many steps, with seconds that go on over resumes; steps that are
/// lost by a kill leave no row and no seconds. Nothing that is trained depends on it.
final class LearningCurve {
  /// The names of the columns; a cell is empty where nothing was measured.
  static let header =
    "step,phase,loss,images_per_second,seconds,largest_accuracy,smallest_accuracy"
  /// About how many rows a training has.
  static let rows = 500

  /// One row, less the time.
  struct Point {
    /// The finished steps of all phases.
    var step: Int
    var phase: String
    var loss: Float
    var imagesPerSecond: Double
  }

  private let file: URL
  private let total: Int
  private let measurements: Int
  private let start: ContinuousClock.Instant
  private let now: () -> ContinuousClock.Instant
  /// The rows with their steps; those of the file until the first point comes.
  private var lines: [(step: Int, text: String)]
  private var secondsBefore: Double?
  private var lastWriting: ContinuousClock.Instant
  private var isWritten = true

  /// A curve that goes on where the file ends; a file that cannot be read is replaced.
  ///
  /// - Parameters:
  ///   - total: the steps of the training.
  ///   - measurements: how often accuracies are measured in it, at least 0.
  init(
    _ file: URL, total: Int, measurements: Int,
    now: @escaping () -> ContinuousClock.Instant = { .now }
  ) {
    self.file = file
    self.total = total
    self.measurements = measurements
    self.now = now
    start = now()
    lastWriting = start
    let text = (try? Data(readingFrom: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    lines = text.split(separator: "\n").dropFirst().compactMap { line in
      line.split(separator: ",").first.flatMap { Int($0) }.map { ($0, String(line)) }
    }
  }

  /// Takes a finished step in where a row is due, and writes the file every two seconds and with
  /// each measurement.
  ///
  /// - Parameter accuracies: of the largest and the smallest network, 0 to 1; asked where a
  ///   measurement is due.
  func add(_ point: Point, accuracies: () throws -> [Double]) throws {
    let before = secondsBefore ?? goOn(from: point.step)
    let isMeasured = isDue(point.step, times: measurements)
    guard isMeasured || isDue(point.step, times: Self.rows) else { return }
    let measured = isMeasured ? try accuracies() : []
    let seconds = before + (now() - start) / .seconds(1)
    let cells =
      [
        "\(point.step)", point.phase, "\(point.loss)", rounded(point.imagesPerSecond),
        rounded(seconds),
      ] + (0..<2).map { $0 < measured.count ? "\(measured[$0])" : "" }
    lines.append((point.step, cells.joined(separator: ",")))
    isWritten = false
    if isMeasured || now() - lastWriting >= .seconds(2) { try save() }
  }

  /// Writes the rows that the file lacks.
  func save() throws {
    guard !isWritten else { return }
    let text = ([Self.header] + lines.map(\.text)).map { $0 + "\n" }.joined()
    try Data(text.utf8).writeDurably(to: file)
    isWritten = true
    lastWriting = now()
  }

  /// Whether a step ends one of `times` parts of the training.
  private func isDue(_ step: Int, times: Int) -> Bool {
    step * times / total > (step - 1) * times / total
  }

  /// Drops the rows of steps that are done again; returns the seconds of those that stay.
  private func goOn(from step: Int) -> Double {
    lines.removeAll { $0.step >= step }
    let cells = lines.last?.text.split(separator: ",", omittingEmptySubsequences: false) ?? []
    let seconds = cells.count > 4 ? Double(cells[4]) ?? 0 : 0
    secondsBefore = seconds
    return seconds
  }

  private func rounded(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
