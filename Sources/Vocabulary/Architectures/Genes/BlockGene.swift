/// A choice that blocks have; its name is the field of a block's JSON.
///
/// A new one is a case here, and a kind of blocks that lists it and builds what it says.
package enum BlockGene: String, CodingKey, CaseIterable, Sendable {
  /// The side of the kernel.
  case kernel
  /// Middle channels divided by input channels.
  case expandRatio

  /// The letter before its value in the text of an architecture.
  package var letter: Character {
    switch self {
    case .kernel: "k"
    case .expandRatio: "e"
    }
  }

  /// What it is called in sentences.
  package var title: String {
    switch self {
    case .kernel: "kernel"
    case .expandRatio: "expand ratio"
    }
  }

  /// The heading of its choices in tables.
  package var heading: String { title.prefix(1).uppercased() + title.dropFirst() + "s" }

  /// The field of a unit's JSON that lists its choices.
  package var listField: String { rawValue + "s" }

  /// What choices may be, besides ascending.
  var rule: (sentence: String, allowed: ClosedRange<Int>, isOdd: Bool) {
    switch self {
    case .kernel: ("Choices are ascending, odd and 1 to 63.", 1...63, true)
    case .expandRatio: ("Choices are ascending and 1 to 64.", 1...64, false)
    }
  }

  /// Whether every kind of blocks has it, so that no block can be written without it.
  var isUniversal: Bool { BlockKind.allCases.allSatisfy { $0.genes.contains(self) } }
}
