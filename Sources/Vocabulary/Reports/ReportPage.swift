import Devices

extension Report {
  /// The report as one self-contained HTML page without scripts; light and dark, wide and narrow.
  public var html: String { ReportPage(report: self).html }
}

/// A report as a page.
private struct ReportPage {
  let report: Report

  private var rows: [Report.Row] { report.rows }

  /// The page.
  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="generator" content="thimble report">
    <title>\(escaped(report.title))</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <main>
    <h1>\(escaped(report.title))</h1>
    <p>One training, one network per device. Each row is the integer code as it was emitted.</p>
    \(table)
    \(figure)
    \(curves)
    \(bits)
    \(memory)
    <h2>Conditions</h2>
    \(conditionList)<p>Repeat every number with:</p>
    <pre><code>\(escaped(report.command, keepsLines: true))</code></pre>
    </main>
    </body>
    </html>

    """
  }

  private var table: String {
    let columns = Report.Row.columns(of: rows, score: report.score)
    let headings = columns.map { column in
      "<th scope=\"col\"\(column.isNumber ? " class=\"number\"" : "")>\(column.heading)</th>"
    }
    let body = rows.map { row in
      let cells = columns.enumerated().map { index, column in
        let text = escaped(column.text(row)) + (meter(column, of: row) ?? "")
        if index == 0 { return "<th scope=\"row\">\(text)</th>" }
        let kind = column.isNumber ? "number" : column.heading.lowercased()
        return "<td class=\"\(kind)\" data-label=\"\(column.heading)\"><span>\(text)</span></td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    let legend =
      (report.legend.isEmpty ? [] : [report.legend.joined(separator: " · ")])
      + (report.notes ?? []).map { escaped($0) }
    return """
      <div class="scroll"><table class="cards">
      <thead><tr>\(headings.joined())</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody>
      </table></div>
      \(legend.map { "<p class=\"legend\">\($0)</p>" }.joined(separator: "\n"))
      """
  }

  /// A bar under a memory figure: the used share of the budget.
  private func meter(_ column: Report.Row.Column, of row: Report.Row) -> String? {
    guard let resource = column.resource, let used = row.cost[resource],
      let budget = row.budget[resource], budget > 0
    else { return nil }
    let share = decimal(min(max(100 * used.value / budget, 0), 100), 0)
    return "<span class=\"meter\" title=\"\(share) % of the budget\">"
      + "<span style=\"width:\(share)%\"></span></span>"
  }

  private var figure: String {
    guard let picture = CostPicture(report) else { return "" }
    return """
      <h2>Accuracy over cost</h2>
      <figure>
      <ul>\(picture.legendItems.joined())</ul>
      \(picture.svg)
      </figure>
      """
  }

  private var bits: String {
    rows.compactMap { row in
      guard let table = row.bits, let picture = BitPicture(table) else { return nil }
      return """
        <h2>Bits and bytes of the layers: \(escaped(row.device))</h2>
        <figure class="wide">
        <ul>\(picture.legendItems.joined())</ul>
        \(picture.svg)
        </figure>
        """
    }.joined(separator: "\n")
  }

  private var curves: String {
    guard let learning = report.learning,
      let picture = LearningPicture(learning, score: report.score)
    else { return "" }
    return """
      <h2>How it learned</h2>
      <figure>
      <ul>\(picture.legendItems.joined())</ul>
      \(picture.svg)
      </figure>
      """
  }

  private var memory: String {
    let rows = report.memoryRows
    guard let first = rows.first else { return "" }
    let headings = first.enumerated().map { index, heading in
      "<th scope=\"col\"\(index > 0 ? " class=\"number\"" : "")>\(escaped(heading))</th>"
    }
    let body = rows.dropFirst().map { cells in
      let numbers = cells.dropFirst().map { "<td class=\"number\">\(escaped($0))</td>" }
      let kind = cells[0].hasSuffix(Report.memorySum) ? " class=\"sum\"" : ""
      return "<tr\(kind)><th scope=\"row\">\(escaped(cells[0]))</th>\(numbers.joined())</tr>"
    }
    return """
      <h2>Where the bytes go</h2>
      <p>\(Report.memoryLegend)</p>
      <div class="scroll"><table class="bytes">
      <thead><tr>\(headings.joined())</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }

  private var conditionList: String {
    guard !report.conditions.isEmpty else { return "" }
    let items = report.conditions.map {
      "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd>"
    }
    return "<dl>\(items.joined())</dl>\n"
  }

  private static let style = """
    \(Report.colours)
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--page); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
    }
    main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 48px; }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 4px; }
    h2 { font-size: 1.15rem; margin: 36px 0 10px; }
    p { margin: 0 0 14px; color: var(--quiet); }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
    th, td {
      text-align: left; padding: 9px 12px 9px 0; border-bottom: 1px solid var(--line);
      vertical-align: top; font-size: 0.92rem;
    }
    thead th { color: var(--quiet); font-weight: 500; border-bottom: 2px solid var(--line); }
    tbody th { font-weight: 600; }
    .number { text-align: right; white-space: nowrap; }
    td.verified { white-space: nowrap; }
    .bytes { max-width: 640px; }
    .bytes th, .bytes td { padding: 4px 0 4px 18px; border: 0; }
    .bytes th { padding-left: 0; white-space: nowrap; }
    .bytes tbody th { font-weight: 400; }
    .bytes tr.sum > * { font-weight: 600; border-bottom: 1px solid var(--line); padding-bottom: 9px; }
    td.architecture { font: 0.78rem/1.5 ui-monospace, Menlo, Consolas, monospace; min-width: 13em; }
    .meter { display: block; height: 4px; margin-top: 4px; border-radius: 2px; background: var(--line); }
    .meter span { display: block; height: 4px; border-radius: 2px; background: var(--s0); }
    .legend { font-size: 0.85rem; margin-top: 8px; }
    figure { margin: 0; max-width: 640px; }
    figure.wide { max-width: none; overflow-x: auto; }
    figure.wide > svg { min-width: 760px; }
    .b8 { fill: var(--s0); } .b4 { fill: var(--s1); } .b2 { fill: var(--s3); }
    .uncut { fill: var(--line); }
    .part { stroke: var(--page); stroke-width: 1; }
    path.limit { stroke: var(--ink); stroke-width: 1.4; fill: none; stroke-dasharray: 6 3; }
    svg text.limit { font-weight: 600; fill: var(--ink); paint-order: stroke; stroke: var(--page);
      stroke-width: 4px; stroke-linejoin: round; }
    svg text.on { fill: var(--page); font-size: 11px; }
    svg text.on.uncut { fill: var(--ink); }
    figure > svg { width: 100%; height: auto; display: block; }
    figure ul {
      list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 8px; padding: 0;
      font-size: 0.88rem;
    }
    figure li { display: flex; align-items: center; gap: 6px; }
    figure li .front { stroke-dasharray: none; }
    figure li svg { width: 16px; height: 16px; flex: none; }
    \(Report.pictureStyle)
    .curve { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
    .c0 { stroke: var(--s0); } .c1 { stroke: var(--s1); } .c2 { stroke: var(--quiet); stroke-width: 1.2; }
    .spot { fill: var(--page); stroke-width: 1.6; }
    .phase { stroke: var(--quiet); stroke-width: 1; stroke-dasharray: 2 3; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; margin: 0 0 14px; }
    dt { color: var(--quiet); }
    dd { margin: 0; }
    pre {
      margin: 0; padding: 12px 14px; background: var(--soft); border-radius: 8px;
      white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.88rem;
    }
    @media (max-width: 900px) {
      main { padding: 18px 16px 40px; }
      .cards, .cards tbody, .cards tr { display: block; }
      .cards thead { display: none; }
      .cards { max-width: 560px; }
      .cards tr { border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px; margin: 0 0 12px; }
      .cards tbody th { display: block; font-size: 1.05rem; border: 0; padding: 0 0 4px; }
      .cards td {
        display: flex; justify-content: space-between; gap: 16px; padding: 5px 0;
        text-align: right; white-space: normal;
      }
      .cards td::before { content: attr(data-label); color: var(--quiet); font-family: system-ui, sans-serif;
        font-size: 0.9rem; }
      .cards tr td:last-child { border: 0; }
      td.architecture { min-width: 0; }
      svg text, svg .title, svg .winner { font-size: 14px; }
    }
    """
}

/// Text with the five characters that HTML reads replaced, and with control characters shown.
///
/// - Parameter keepsLines: whether line breaks stay as they are.
func escaped(_ text: String, keepsLines: Bool = false) -> String {
  var result = ""
  // By scalars, as a mark that combines with a bracket makes another character of it.
  for scalar in (keepsLines ? text.printableLines : text.printable).unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
