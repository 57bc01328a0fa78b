/// The picture of a ``BitTable``: RAM step by step, and flash in all, with 8 bits and with the chosen
/// ones, against the limits.
struct BitPicture {
  private let table: BitTable
  /// The steps that take RAM.
  private let steps: [BitTable.Step]

  private let width = 960.0
  private let left = 64.0
  private let right = 944.0
  /// The panel of RAM.
  private let top = 34.0
  private let bottom = 254.0
  /// The panel of flash: two bars.
  private let firstBar = 350.0
  private let barHeight = 26.0
  private let barGap = 22.0
  private let height = 466.0

  /// A picture, or nil where nothing takes memory.
  init?(_ table: BitTable) {
    self.table = table
    steps = table.steps.filter { ($0.ram?.uncut ?? 0) > 0 }
    guard !steps.isEmpty, table.flash.uncut > 0 else { return nil }
  }

  /// The picture as an inline SVG element; colours are the classes `b8`, `b4` and `b2` of the page.
  var svg: String {
    """
    <svg viewBox="0 0 \(decimal(width, 0)) \(decimal(height, 0))" role="img" \
    aria-label="\(escaped(summary))">
    \((ramAxes + ramBars + ramLimit + flashBars + flashAxis + flashLimit).joined(separator: "\n"))
    </svg>
    """
  }

  /// The legend as list items.
  var legendItems: [String] {
    let used = Set(table.steps.flatMap { [$0.valueBits, $0.weightBits].compactMap(\.self) })
    func item(_ mark: String, _ text: String) -> String {
      "<li><svg viewBox=\"-8 -8 16 16\">\(mark)</svg>\(text)</li>"
    }
    return used.sorted(by: >).map { bits in
      item(
        "<rect class=\"b\(bits)\" x=\"-7\" y=\"-7\" width=\"14\" height=\"14\"/>", "\(bits) bits")
    } + [
      item(
        "<rect class=\"uncut\" x=\"-7\" y=\"-7\" width=\"14\" height=\"14\"/>",
        "with 8 bits everywhere"),
      item("<path class=\"limit\" d=\"M-8 0H8\"/>", "limit"),
    ]
  }

  /// One sentence for those who do not see the picture.
  private var summary: String {
    func part(_ name: String, _ bytes: BitTable.Bytes, _ limit: Int?) -> String {
      "\(name) \(grouped(bytes.chosen)) bytes in place of \(grouped(bytes.uncut))"
        + (limit.map { " of \(grouped($0))" } ?? "")
    }
    return "\(table.network): \(part("RAM", table.ram, table.ramLimit)), "
      + part("flash", table.flash, table.flashLimit)
  }

  // MARK: RAM

  private var ramScale: AxisScale {
    let all = steps.flatMap { [$0.ram?.uncut, $0.ram?.chosen].compactMap(\.self) }
    return .linear(over: [0] + (all + [table.ramLimit].compactMap(\.self)).map { kib($0) })
  }

  private func ramHeight(_ bytes: Int) -> Double {
    bottom - ramScale.position(of: kib(bytes)) * (bottom - top)
  }

  private var ramAxes: [String] {
    let scale = ramScale
    let rows = scale.ticks.map { tick in
      let y = decimal(bottom - scale.position(of: tick) * (bottom - top), 1)
      return "<path class=\"grid\" d=\"M\(left) \(y)H\(right)\"/>"
        + "<text x=\"\(left - 7)\" y=\"\(y)\" dy=\"0.35em\" text-anchor=\"end\">"
        + "\(decimal(tick, tick < 1 && tick > 0 ? 1 : 0))</text>"
    }
    return rows + [
      "<path class=\"axis\" d=\"M\(left) \(bottom)H\(right)\"/>",
      "<text class=\"title\" x=\"\(left)\" y=\"18\">"
        + "RAM while each layer runs, KiB; the colour is the bits of its result</text>",
    ]
  }

  private var ramBars: [String] {
    let pitch = (right - left) / Double(steps.count)
    let bar = min(pitch * 0.72, 44)
    return steps.enumerated().flatMap { index, step -> [String] in
      guard let ram = step.ram else { return [] }
      let middle = left + (Double(index) + 0.5) * pitch
      let x = decimal(middle - bar / 2, 1)
      func rect(_ bytes: Int, _ kind: String) -> String {
        let y = ramHeight(bytes)
        return "<rect class=\"\(kind)\" x=\"\(x)\" y=\"\(decimal(y, 1))\" "
          + "width=\"\(decimal(bar, 1))\" height=\"\(decimal(max(bottom - y, 0), 1))\"/>"
      }
      return [
        rect(ram.uncut, "uncut"), rect(ram.chosen, "b\(step.valueBits)"),
        "<text class=\"step\" text-anchor=\"end\" transform=\"translate(\(decimal(middle + 4, 1)) "
          + "\(bottom + 12)) rotate(-60)\">\(escaped(step.name))</text>",
      ]
    }
  }

  private var ramLimit: [String] {
    guard let limit = table.ramLimit else { return [] }
    let y = decimal(ramHeight(limit), 1)
    return [
      "<path class=\"limit\" d=\"M\(left) \(y)H\(right)\"/>",
      "<text class=\"limit\" x=\"\(right)\" y=\"\(y)\" dy=\"-5\" text-anchor=\"end\">"
        + "limit \(decimal(kib(limit), 1)) KiB</text>",
    ]
  }

  // MARK: Flash

  private var flashScale: AxisScale {
    .linear(
      over: [0]
        + [table.flash.uncut, table.flash.chosen, table.flashLimit].compactMap(\.self)
        .map { kib($0) })
  }

  private func flashPlace(_ bytes: Double) -> Double {
    left + flashScale.position(of: bytes / 1024) * (right - left)
  }

  /// The layers side by side, as they are with 8 bits and as they are now.
  private var flashBars: [String] {
    let second = firstBar + barHeight + barGap
    return [
      "<text class=\"title\" x=\"\(left)\" y=\"\(firstBar - 14)\">"
        + "Flash of the layers one after the other, KiB; the colour is the bits of the weights</text>",
      "<text x=\"\(left - 7)\" y=\"\(firstBar + barHeight / 2)\" dy=\"0.35em\" "
        + "text-anchor=\"end\">8 bits</text>",
      "<text x=\"\(left - 7)\" y=\"\(second + barHeight / 2)\" dy=\"0.35em\" "
        + "text-anchor=\"end\">chosen</text>",
    ] + segments(at: firstBar, \.uncut) { _ in "uncut" }
      + segments(at: second, \.chosen) { "b\($0.weightBits ?? 8)" }
  }

  private func segments(
    at y: Double, _ bytes: KeyPath<BitTable.Bytes, Int>, kind: (BitTable.Step) -> String
  ) -> [String] {
    var sum = 0.0
    var segments: [String] = []
    for step in table.steps {
      guard let flash = step.flash else { continue }
      let start = flashPlace(sum)
      sum += Double(flash[keyPath: bytes])
      let span = flashPlace(sum) - start
      segments.append(
        "<rect class=\"part \(kind(step))\" x=\"\(decimal(start, 1))\" y=\"\(y)\" "
          + "width=\"\(decimal(span, 1))\" height=\"\(barHeight)\"/>")
      guard span > Double(step.name.count) * 7.5 + 4 else { continue }
      segments.append(
        "<text class=\"on \(kind(step))\" x=\"\(decimal(start + span / 2, 1))\" "
          + "y=\"\(y + barHeight / 2)\" dy=\"0.35em\" text-anchor=\"middle\">"
          + "\(escaped(step.name))</text>")
    }
    return segments
  }

  private var flashAxis: [String] {
    let scale = flashScale
    let end = firstBar + 2 * barHeight + barGap + 8
    return ["<path class=\"axis\" d=\"M\(left) \(end)H\(right)\"/>"]
      + scale.ticks.map { tick in
        let x = decimal(left + scale.position(of: tick) * (right - left), 1)
        return "<path class=\"axis\" d=\"M\(x) \(end)v5\"/>"
          + "<text x=\"\(x)\" y=\"\(end + 19)\" text-anchor=\"middle\">"
          + "\(decimal(tick, tick < 1 && tick > 0 ? 1 : 0))</text>"
      }
  }

  private var flashLimit: [String] {
    guard let limit = table.flashLimit else { return [] }
    let place = flashPlace(Double(limit))
    let x = decimal(place, 1)
    let isLeft = place > (left + right) / 2
    return [
      "<path class=\"limit\" d=\"M\(x) \(firstBar - 6)V\(firstBar + 2 * barHeight + barGap + 8)\"/>",
      "<text class=\"limit\" x=\"\(x)\" y=\"\(firstBar + barHeight + barGap / 2)\" "
        + "dx=\"\(isLeft ? -5 : 5)\" dy=\"0.35em\" text-anchor=\"\(isLeft ? "end" : "start")\">"
        + "limit \(decimal(kib(limit), 0)) KiB</text>",
    ]
  }

  private func kib(_ bytes: Int) -> Double { Double(bytes) / 1024 }
}
