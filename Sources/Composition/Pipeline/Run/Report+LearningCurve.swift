import Files
import Foundation
package import Reports

extension RunFolder {
  /// How the training went, from `curve.csv`, or nil where there is no row; nothing depends on it, so rows
  /// that cannot be read are left out.
  package func readLearning() -> Report.Learning? {
    guard let data = try? Data(readingFrom: curve) else { return nil }
    let rows = String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst()
    let points = rows.compactMap { Report.Learning.Point(row: $0) }
    return points.isEmpty ? nil : Report.Learning(points: points)
  }
}

extension Report.Learning.Point {
  /// Reads a row below ``LearningCurve/header``.
  fileprivate init?(row: Substring) {
    let cells = row.split(separator: ",", omittingEmptySubsequences: false)
    guard cells.count == LearningCurve.header.split(separator: ",").count,
      let step = Int(cells[0]), (1...1_000_000_000).contains(step),
      let loss = Double(cells[2]), (0...1e6).contains(loss),
      let seconds = Double(cells[4]), (0...1e9).contains(seconds)
    else { return nil }
    func accuracy(_ cell: Substring) -> Double? {
      Double(cell).flatMap { (0...1).contains($0) ? $0 : nil }
    }
    self.init(
      step: step, phase: String(cells[1]), seconds: seconds, loss: loss,
      largestAccuracy: accuracy(cells[5]), smallestAccuracy: accuracy(cells[6]))
  }
}
