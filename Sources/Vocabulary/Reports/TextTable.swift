import Graphs

/// A table of text with columns that are aligned on a terminal, whatever names its cells hold.
package struct TextTable: Sendable {
  /// The columns of a terminal that a name takes at most.
  package static let mostNameColumns = 40

  /// The heading of a column, and how its cells are shown.
  package struct Column: Sendable {
    package var heading: String
    /// Whether it is aligned at the right.
    package var isNumber: Bool
    /// Whether its cells are names that a person gave, of which long ones are cut.
    package var isName: Bool

    package init(_ heading: String, isNumber: Bool = false, isName: Bool = false) {
      self.heading = heading
      self.isNumber = isNumber
      self.isName = isName
    }

    fileprivate func text(_ cell: String) -> String {
      isName ? cell.printable.shortened(to: TextTable.mostNameColumns) : cell.printable
    }
  }

  private let columns: [Column]
  private var rows: [[String]] = []

  package init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Adds a row with one cell per column.
  package mutating func add(_ cells: [String]) {
    require(cells.count == columns.count, "a row needs a cell for every column")
    rows.append(zip(columns, cells).map { $0.text($1) })
  }

  /// The lines without spaces at their ends: headings, a rule, the rows.
  package var lines: [String] {
    let cells = [columns.map { $0.text($0.heading) }] + rows
    let widths = columns.indices.map { column in cells.map { $0[column].displayWidth }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = zip(cells, zip(columns, widths)).map { cell, layout in
        let (column, width) = layout
        let space = String(repeating: " ", count: width - cell.displayWidth)
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
