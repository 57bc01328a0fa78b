extension Report {
  /// The report as an aligned table for the terminal, ending in a newline.
  public var text: String {
    let columns = Row.columns
    let cells = [columns.map(\.heading)] + rows.map { row in columns.map { $0.text(row) } }
    let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = zip(cells, zip(columns, widths)).map { cell, layout in
        let (column, width) = layout
        let space = String(repeating: " ", count: width - cell.count)
        return column.isNumber ? space + cell : cell + space
      }
      var line = padded.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
    var lines = [title, "", line(cells[0])]
    lines.append(widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "))
    lines += cells.dropFirst().map(line)
    if !legend.isEmpty { lines += ["", legend.joined(separator: " · ")] }
    if !conditions.isEmpty {
      lines.append(conditions.map { "\($0.name): \($0.value)" }.joined(separator: " · "))
    }
    lines += ["Repeat with: \(command)"]
    return lines.joined(separator: "\n") + "\n"
  }
}
