import Graphs

/// The picture of a training: held-out accuracies above, the loss below, over steps, with the phases.
struct LearningPicture {
  /// One curve: its class in the page's style, its name, and its points.
  private struct Curve {
    var style: String
    var name: String
    var points: [(step: Int, value: Double)]

    var last: Double? { points.last?.value }
  }

  private let learning: Report.Learning
  private let score: Score
  private let accuracies: [Curve]
  private let loss: Curve
  private let horizontal: AxisScale
  private let lossScale: AxisScale
  private let accuracyScale: AxisScale

  private let size = (width: 640.0, height: 430.0)
  private let edges = (left: 56.0, right: 628.0)
  /// Top and bottom of the two panels; the lower one takes the whole height where it is alone.
  private let upper = (top: 30.0, bottom: 206.0)
  private let lower: (top: Double, bottom: Double)

  /// A picture, or nil where there are not two points.
  ///
  /// - Parameter score: what was measured on the held-out images.
  init?(_ learning: Report.Learning, score: Score = .accuracy) {
    let points = learning.points.filter { $0.step > 0 && $0.loss.isFinite }
    guard points.count >= 2 else { return nil }
    self.learning = Report.Learning(points: points)
    self.score = score
    func curve(_ style: String, _ name: String, _ value: (Report.Learning.Point) -> Double?)
      -> Curve
    {
      Curve(
        style: style, name: name,
        points: points.compactMap { point in value(point).map { (point.step, $0) } })
    }
    let small = curve("c1", "smallest network") { $0.smallestAccuracy.map { 100 * $0 } }
    let large = curve("c0", small.points.isEmpty ? "network" : "largest network") {
      $0.largestAccuracy.map { 100 * $0 }
    }
    accuracies = [large, small].filter { !$0.points.isEmpty }
    loss = curve("c2", "loss of a step") { $0.loss }
    horizontal = .linear(over: [0] + points.map { Double($0.step) / 1000 })
    lossScale = .linear(over: loss.points.map(\.value))
    accuracyScale = .linear(over: accuracies.flatMap { $0.points.map(\.value) })
    lower = accuracies.isEmpty ? (30, 372) : (230, 372)
  }

  /// The picture as an inline SVG element; colours are the classes `c0` to `c2` of the page.
  var svg: String {
    var parts = phaseMarks
    if !accuracies.isEmpty {
      parts += axis(accuracyScale, upper, "held-out \(score.rawValue), %")
      parts += accuracies.map { line(of: $0, accuracyScale, upper, hasMarks: true) }
    }
    parts += axis(lossScale, lower, "loss") + steps
    parts.append(line(of: loss, lossScale, lower, hasMarks: false))
    return """
      <svg viewBox="0 0 \(decimal(size.width, 0)) \(decimal(size.height, 0))" role="img" \
      aria-label="\(escaped(summary))">
      \(parts.joined(separator: "\n"))
      </svg>
      """
  }

  /// The legend as list items: each curve with its last value.
  var legendItems: [String] {
    (accuracies + [loss]).map { curve in
      let last = curve.last.map {
        curve.style == loss.style ? decimal($0, 3) : "\(decimal($0, 1)) %"
      }
      return "<li><svg viewBox=\"-8 -8 16 16\"><path class=\"curve \(curve.style)\" d=\"M-8 0H8\"/>"
        + "</svg>\(curve.name)\(last.map { ", \($0) at last" } ?? "")</li>"
    }
  }

  /// The scores of several networks in words.
  private var scores: String {
    switch score {
    case .accuracy: "accuracies"
    case .explainedVariance: score.rawValue
    }
  }

  /// One sentence for those who do not see the picture.
  private var summary: String {
    let last = learning.points[learning.points.count - 1]
    let ends = accuracies.compactMap { curve in
      curve.last.map { "\(curve.name) \(decimal($0, 1)) %" }
    }
    return "Loss and held-out \(scores) over \(grouped(last.step)) steps in "
      + "\(duration(last.seconds)). "
      + (["Loss \(decimal(last.loss, 3))"] + ends).joined(separator: ", ")
  }

  private func x(_ step: Int) -> Double {
    edges.left + horizontal.position(of: Double(step) / 1000) * (edges.right - edges.left)
  }

  private func y(_ value: Double, _ scale: AxisScale, _ panel: (top: Double, bottom: Double))
    -> Double
  {
    panel.bottom - scale.position(of: value) * (panel.bottom - panel.top)
  }

  /// Lines through both panels where a phase begins, with its name; none for a single phase.
  private var phaseMarks: [String] {
    let phases = learning.phases
    guard phases.count > 1 else { return [] }
    let top = accuracies.isEmpty ? lower.top : upper.top
    let end = learning.points[learning.points.count - 1].step
    return phases.enumerated().flatMap { index, phase in
      let next = index + 1 < phases.count ? phases[index + 1].start : end
      let (start, width) = (x(phase.start), x(next) - x(phase.start))
      let mark = "<path class=\"phase\" d=\"M\(decimal(start, 1)) \(top)V\(lower.bottom)\"/>"
      // A name that does not fit is left out; the text of the page lists all.
      let isRoomy = width > Double(phase.name.count) * 6.6
      let name =
        "<text x=\"\(decimal(start + width / 2, 1))\" y=\"\(top - 9)\" text-anchor=\"middle\">"
        + "\(escaped(phase.name))</text>"
      return (index > 0 ? [mark] : []) + (isRoomy ? [name] : [])
    }
  }

  private func axis(
    _ scale: AxisScale, _ panel: (top: Double, bottom: Double), _ title: String
  ) -> [String] {
    let (left, right) = edges
    let rows = scale.ticks.map { tick in
      let y = decimal(y(tick, scale, panel), 1)
      return "<path class=\"grid\" d=\"M\(left) \(y)H\(right)\"/>"
        + "<text x=\"\(left - 7)\" y=\"\(y)\" dy=\"0.35em\" text-anchor=\"end\">"
        + "\(shortest(tick))</text>"
    }
    let centre = decimal((panel.top + panel.bottom) / 2, 1)
    return rows + [
      "<path class=\"axis\" d=\"M\(left) \(panel.top)V\(panel.bottom)H\(right)\"/>",
      "<text class=\"title\" text-anchor=\"middle\" transform=\"translate(13 \(centre)) "
        + "rotate(-90)\">\(title)</text>",
    ]
  }

  private var steps: [String] {
    let ticks = horizontal.ticks.map { tick in
      let x = decimal(edges.left + horizontal.position(of: tick) * (edges.right - edges.left), 1)
      return "<text x=\"\(x)\" y=\"\(lower.bottom + 18)\" text-anchor=\"middle\">"
        + "\(shortest(tick))</text>"
    }
    let middle = decimal((edges.left + edges.right) / 2, 1)
    let seconds = learning.points[learning.points.count - 1].seconds
    return ticks + [
      "<text class=\"title\" x=\"\(middle)\" y=\"\(lower.bottom + 42)\" text-anchor=\"middle\">"
        + "thousand steps; \(duration(seconds)) of work in all</text>"
    ]
  }

  private func line(
    of curve: Curve, _ scale: AxisScale, _ panel: (top: Double, bottom: Double), hasMarks: Bool
  ) -> String {
    let places = curve.points.map {
      (x: decimal(x($0.step), 1), y: decimal(y($0.value, scale, panel), 1))
    }
    let path = places.enumerated().map { "\($0 == 0 ? "M" : "L")\($1.x) \($1.y)" }.joined()
    let marks = places.map {
      "<circle class=\"\(curve.style) spot\" cx=\"\($0.x)\" cy=\"\($0.y)\" r=\"3\"/>"
    }
    return (["<path class=\"curve \(curve.style)\" d=\"\(path)\"/>"] + (hasMarks ? marks : []))
      .joined(separator: "\n")
  }

  private func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<90: "\(decimal(seconds, 0)) s"
    case ..<5400: "\(decimal(seconds / 60, 0)) min"
    default: "\(decimal(seconds / 3600, 1)) h"
    }
  }
}
