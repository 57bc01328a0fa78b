extension Report {
  /// The report as an aligned table for the terminal, ending in a newline.
  public var text: String {
    let columns = Row.columns(of: rows, score: score)
    var table = TextTable(
      columns.map {
        .init($0.heading, isNumber: $0.isNumber, isName: $0.heading == "Device")
      })
    for row in rows { table.add(columns.map { $0.text(row) }) }
    var lines = [title.printable, ""] + table.lines
    if !legend.isEmpty { lines += ["", legend.joined(separator: " · ")] }
    lines += (notes ?? []).map(\.printable)
    if !conditions.isEmpty {
      lines += [""] + conditions.map { "\($0.name): \($0.value.printable)" }
    }
    lines.append("Repeat with: \(command)")
    return lines.joined(separator: "\n") + "\n"
  }
}
