extension Collection<String> {
  /// The `count` names that are most like a mistyped one, the nearest first.
  package func nearest(to name: String, count: Int = 3) -> [String] {
    let name = name.lowercased()
    let ranked = map { (name: $0, distance: $0.editDistance(to: name)) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return ranked.prefix(count).map(\.name)
  }
}

extension String {
  /// How many insertions, deletions and replacements of one character turn this text into another.
  package func editDistance(to other: String) -> Int {
    let other = Array(other)
    var row = Array(0...other.count)
    for (i, character) in enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, replacement) in other.enumerated() {
        let replaced = diagonal + (character == replacement ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[other.count]
  }
}
