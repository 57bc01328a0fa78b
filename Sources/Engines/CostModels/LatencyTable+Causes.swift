extension LatencyTable {
  /// Why a network has a block that was not measured, and the command that measures it.
  ///
  /// The names of the blocks say what a table was measured for.
  func cause(ofMissing block: String) -> String {
    let known = entries.keys.compactMap { BlockShapes($0) }
    guard let missing = BlockShapes(block) else { return Self.otherSpace }
    let others = known.filter { $0.kind == missing.kind }
    func values(_ value: (BlockShapes) -> Int?) -> String {
      Set(others.compactMap(value)).sorted().map(String.init).joined(separator: ", ")
    }
    switch missing.kind {
    case "Logits" where others.contains { $0.input == missing.input }:
      let classes = missing.output.last ?? 0
      return
        "It was measured for \(values { $0.output.last }) classes; these networks have \(classes). "
        + "Measure it anew with 'thimble latency' and '--classes \(classes)'."
    case "Conv" where others.contains { $0.input.dropLast() == missing.input.dropLast() }:
      guard let channels = missing.input.last,
        !others.contains(where: { $0.input.last == channels })
      else { return Self.otherSpace }
      return "It was measured for images of \(values { $0.input.last }) channels; these have "
        + "\(channels). Measure it anew with 'thimble latency' and '--channels \(channels)'."
    case "Conv" where !others.isEmpty:
      return
        "It was measured for images with sides of \(values { $0.input.first }) pixels; these networks "
        + "read \(missing.input.first ?? 0). " + Self.otherSpace
    default:
      return Self.otherSpace
    }
  }

  private static let otherSpace =
    "It was measured for another search space; measure the blocks of this one with 'thimble latency "
    + "--space NAME --output FILE'."
}

/// The first words of a block's name, such as `Conv-input:32x32x3-output:16x16x24`.
private struct BlockShapes {
  var kind: Substring
  var input: [Int]
  var output: [Int]

  init?(_ key: String) {
    let parts = key.split(separator: "-")
    func sizes(_ field: String) -> [Int]? {
      parts.first { $0.hasPrefix(field) }?.dropFirst(field.count).split(separator: "x")
        .compactMap { Int($0) }
    }
    guard let kind = parts.first, let input = sizes("input:"), let output = sizes("output:") else {
      return nil
    }
    (self.kind, self.input, self.output) = (kind, input, output)
  }
}
