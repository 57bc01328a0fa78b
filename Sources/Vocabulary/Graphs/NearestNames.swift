extension Collection<String> {
  /// The `count` names that are most like a mistyped one, the nearest first.
  package func nearest(to name: String, count: Int = 3) -> [String] {
    let name = name.lowercased()
    let ranked = map { (name: $0, distance: editDistance($0, name)) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return ranked.prefix(count).map(\.name)
  }
}

/// How many insertions, deletions and replacements of one character turn `first` into `second`.
private func editDistance(_ first: String, _ second: String) -> Int {
  let second = Array(second)
  var row = Array(0...second.count)
  for (i, character) in first.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in second.enumerated() {
      let replaced = diagonal + (character == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[second.count]
}
