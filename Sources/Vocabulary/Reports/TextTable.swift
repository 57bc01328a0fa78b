/// A table of text with aligned columns.
package struct TextTable: Sendable {
  /// The heading of a column and whether it is aligned at the right.
  package struct Column: Sendable {
    package var heading: String
    package var isNumber: Bool

    package init(_ heading: String, isNumber: Bool = false) {
      self.heading = heading
      self.isNumber = isNumber
    }
  }

  private let columns: [Column]
  private var rows: [[String]] = []

  package init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Adds a row with one cell per column.
  package mutating func add(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row needs a cell for every column")
    rows.append(cells)
  }

  /// The lines without spaces at their ends: headings, a rule, the rows.
  package var lines: [String] {
    let cells = [columns.map(\.heading)] + rows
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
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    return [line(cells[0]), rule] + cells.dropFirst().map(line)
  }
}
