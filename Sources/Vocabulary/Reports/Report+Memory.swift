extension Report {
  /// What the numbers of the table of memory are.
  package static let memoryLegend =
    "Bytes of the linked image; in brackets what was planned before anything was compiled."

  /// How the rows of sums end.
  static let memorySum = "in all"

  /// The table of memory: a heading with the devices, then a row per part that takes any bytes and a
  /// sum per memory; empty where nothing is linked.
  package var memoryRows: [[String]] {
    let linked = rows.filter { !$0.memory.isEmpty }
    guard !linked.isEmpty else { return [] }
    var table = [["Memory, bytes"] + linked.map(\.device)]
    for kind in MemoryPart.Kind.allCases {
      var names: [String] = []
      for part in linked.flatMap(\.memory)
      where part.kind == kind && part.bytes > 0 && !names.contains(part.name) {
        names.append(part.name)
      }
      for name in names {
        let parts = linked.map { row in
          row.memory.first { $0.kind == kind && $0.name == name }
        }
        table.append(["\(kind.rawValue): \(name)"] + parts.map { $0?.text ?? "–" })
      }
      table.append(
        ["\(kind.rawValue) \(Self.memorySum)"]
          + linked.map { row in
            grouped(row.memory.filter { $0.kind == kind }.reduce(0) { $0 + $1.bytes })
          })
    }
    return table
  }

  /// The table of memory for the terminal, ending in a newline; empty where nothing is linked.
  package var memoryText: String {
    let rows = memoryRows
    guard let first = rows.first else { return "" }
    var table = TextTable(first.enumerated().map { .init($1, isNumber: $0 > 0, isName: $0 > 0) })
    for row in rows.dropFirst() { table.add(row) }
    return (table.lines + ["", Self.memoryLegend]).joined(separator: "\n") + "\n"
  }
}

extension Report.MemoryPart {
  /// The bytes, and those of the plan where they are known.
  fileprivate var text: String {
    grouped(bytes) + (plannedBytes.map { " (\(grouped($0)))" } ?? "")
  }
}
