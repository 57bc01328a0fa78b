/// What fills a figure with its two colours.
enum Texture: CaseIterable {
  case striped
  case checked

  /// Whether the cell of these numbers has the second colour.
  func isSecond(column: Int, row: Int) -> Bool {
    switch self {
    case .striped: column & 1 == 1
    case .checked: (column ^ row) & 1 == 1
    }
  }
}
