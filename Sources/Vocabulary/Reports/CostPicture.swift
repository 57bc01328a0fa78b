/// The picture of accuracy over multiply-adds: every measured candidate, their front, the winners.
struct CostPicture {
  private let candidates: [Report.Candidate]
  private let winners: [Report.Candidate]
  private let horizontal: AxisScale
  private let vertical: AxisScale

  private let size = (width: 480.0, height: 340.0)
  private let frame = (left: 52.0, right: 468.0, top: 26.0, bottom: 286.0)

  /// A picture, or nil where no candidate can be drawn.
  init?(_ report: Report) {
    candidates = report.candidates.filter { $0.macs > 0 && $0.accuracy.isFinite }
    guard !candidates.isEmpty else { return nil }
    winners = candidates.filter { !$0.winnerOf.isEmpty }.sorted { $0.macs < $1.macs }
    horizontal = .logarithmic(over: candidates.map { Double($0.macs) / 1e6 })
    vertical = .linear(over: candidates.map { $0.accuracy * 100 })
  }

  /// The picture as an inline SVG element; colours are the classes `s0` to `s6` of the page.
  var svg: String {
    """
    <svg viewBox="0 0 \(decimal(size.width, 0)) \(decimal(size.height, 0))" role="img" \
    aria-label="\(escaped(summary))">
    \((axes + [front] + points + winnerMarks).joined(separator: "\n"))
    </svg>
    """
  }

  /// The legend: a mark around the origin and a text for each winner, the candidates and the front.
  var legend: [(mark: String, text: String)] {
    winners.indices.map { index in
      (
        marker(index, at: (0, 0)),
        "chosen for \(winners[index].winnerOf.joined(separator: ", "))"
      )
    } + [
      ("<circle class=\"candidate\" r=\"4\"/>", "measured candidate (\(candidates.count))"),
      ("<path class=\"front\" d=\"M-8 3H-1V-3H8\"/>", "best accuracy up to this cost"),
    ]
  }

  /// The legend as list items.
  var legendItems: [String] {
    legend.map { "<li><svg viewBox=\"-8 -8 16 16\">\($0.mark)</svg>\(escaped($0.text))</li>" }
  }

  /// One sentence for those who do not see the picture.
  private var summary: String {
    let winners = winners.map { winner in
      "\(winner.winnerOf.joined(separator: " and ")): \(decimal(winner.accuracy * 100, 1)) % "
        + "with \(threeDigits(Double(winner.macs) / 1e6)) million MACs"
    }
    return "Accuracy over multiply-adds of \(candidates.count) candidates. "
      + winners.joined(separator: "; ")
  }

  private var axes: [String] {
    let (left, right, top, bottom) = frame
    let rows = vertical.ticks.map { tick in
      let y = decimal(bottom - vertical.position(of: tick) * (bottom - top), 1)
      return "<path class=\"grid\" d=\"M\(left) \(y)H\(right)\"/>"
        + "<text x=\"\(left - 7)\" y=\"\(y)\" dy=\"0.35em\" text-anchor=\"end\">"
        + "\(shortest(tick))</text>"
    }
    let columns = horizontal.ticks.map { tick in
      let x = decimal(left + horizontal.position(of: tick) * (right - left), 1)
      return "<path class=\"grid\" d=\"M\(x) \(top)V\(bottom)\"/>"
        + "<text x=\"\(x)\" y=\"\(bottom + 18)\" text-anchor=\"middle\">\(shortest(tick))</text>"
    }
    let middle = decimal((left + right) / 2, 1)
    let centre = decimal((top + bottom) / 2, 1)
    return rows + columns + [
      "<path class=\"axis\" d=\"M\(left) \(top)V\(bottom)H\(right)\"/>",
      "<text class=\"title\" x=\"\(middle)\" y=\"\(bottom + 42)\" text-anchor=\"middle\">"
        + "multiply-adds for one image, million (log scale)</text>",
      "<text class=\"title\" text-anchor=\"middle\" transform=\"translate(13 \(centre)) "
        + "rotate(-90)\">accuracy on held-out images, %</text>",
    ]
  }

  /// A step line through the candidates that no cheaper one equals.
  private var front: String {
    var best = -1.0
    var path = ""
    for candidate in candidates.sorted(by: { ($0.macs, -$0.accuracy) < ($1.macs, -$1.accuracy) })
    where candidate.accuracy > best {
      best = candidate.accuracy
      let (x, y) = place(of: candidate)
      path += path.isEmpty ? "M\(decimal(x, 1)) \(decimal(y, 1))" : "H\(decimal(x, 1))"
      path += "V\(decimal(y, 1))"
    }
    return "<path class=\"front\" d=\"\(path)H\(frame.right)\"/>"
  }

  private var points: [String] {
    candidates.filter(\.winnerOf.isEmpty).map { candidate in
      let (x, y) = place(of: candidate)
      return "<circle class=\"candidate\" cx=\"\(decimal(x, 1))\" cy=\"\(decimal(y, 1))\" r=\"3\"/>"
    }
  }

  private var winnerMarks: [String] {
    let places = winners.map(place)
    let marks = winners.indices.map { marker($0, at: places[$0]) }
    // Labels go above the mark, where the front leaves no candidates; never onto each other.
    var taken: [(x: ClosedRange<Double>, y: Double)] = []
    let labels = winners.indices.map { index in
      let text = winners[index].winnerOf.joined(separator: ", ")
      let width = Double(text.count) * 8
      let fitsLeft = places[index].x - 9 - width > frame.left
      let left = fitsLeft ? places[index].x - 9 - width : places[index].x + 9
      let span = left...(left + width)
      var y = places[index].y - 6
      while let other = taken.first(where: { $0.x.overlaps(span) && ($0.y - y).magnitude < 14 }),
        y - 14 > 0
      {
        y = other.y - 14.5
      }
      taken.append((span, y))
      let x = decimal(fitsLeft ? left + width : left, 1)
      return "<text class=\"winner\" x=\"\(x)\" y=\"\(decimal(y, 1))\""
        + "\(fitsLeft ? " text-anchor=\"end\"" : "")>\(escaped(text))</text>"
    }
    return marks + labels
  }

  private func place(of candidate: Report.Candidate) -> (x: Double, y: Double) {
    let (left, right, top, bottom) = frame
    return (
      left + horizontal.position(of: Double(candidate.macs) / 1e6) * (right - left),
      bottom - vertical.position(of: candidate.accuracy * 100) * (bottom - top)
    )
  }

  /// Winners differ in form as well as in colour.
  private func marker(_ index: Int, at place: (x: Double, y: Double)) -> String {
    let forms = ["M-5 -5H5V5H-5Z", "M0 -7L6.5 5H-6.5Z", "M0 -7L7 0L0 7L-7 0Z", "M-6.5 -5H6.5L0 7Z"]
    return "<path class=\"mark s\(index % 7)\" transform=\"translate(\(decimal(place.x, 1)) "
      + "\(decimal(place.y, 1)))\" d=\"\(forms[index % forms.count])\"/>"
  }
}
