/// A text that is no architecture; the sentence says which part of it, and how one is written.
public enum ArchitectureNotationError: Error, Equatable, CustomStringConvertible {
  /// The text does not begin with a resolution such as `r24`.
  case resolution(found: String)
  /// A block, counted from 1 in its unit, is not written like `k3e2`.
  case block(unit: Int, block: Int, found: String)
  /// No unit follows the resolution.
  case noUnits

  /// What is wrong, and an example.
  public var description: String {
    let rule =
      "Write the resolution, then the blocks of each unit with kernel and expand ratio: "
      + "'r24 k3e2,k5e3 k7e4'."
    return switch self {
    case .resolution(let found):
      "The architecture begins with '\(found)' in place of a resolution such as 'r24'. \(rule)"
    case .block(let unit, let block, let found):
      "Block \(block) of unit \(unit) of the architecture is '\(found)'; a block is written like "
        + "'k3e2'. \(rule)"
    case .noUnits:
      "The architecture has no units behind its resolution. \(rule)"
    }
  }
}

extension Architecture {
  /// Reads what ``description`` writes, such as `r28 k5e6,k3e3 k7e4`.
  ///
  /// Whether it is a point of a space is for the space to say.
  public init(parsing text: String) throws(ArchitectureNotationError) {
    let words = text.split(separator: " ")
    guard let first = words.first, let resolution = Self.number(in: first, behind: "r") else {
      throw .resolution(found: String(words.first ?? ""))
    }
    guard words.count > 1 else { throw .noUnits }
    var units: [[Block]] = []
    for (unit, word) in words.dropFirst().enumerated() {
      var blocks: [Block] = []
      let parts = word.split(separator: ",", omittingEmptySubsequences: false)
      for (index, part) in parts.enumerated() {
        guard let block = Self.block(part) else {
          throw .block(unit: unit + 1, block: index + 1, found: String(part))
        }
        blocks.append(block)
      }
      units.append(blocks)
    }
    self.init(resolution: resolution, units: units)
  }

  /// A block of genes in their order, or nil where one that every block has is missing or there is
  /// anything else.
  private static func block(_ text: Substring) -> Block? {
    var block = Block()
    var rest = text
    for gene in BlockGene.allCases {
      let end = rest.dropFirst().firstIndex { !$0.isASCIIDigit } ?? rest.endIndex
      guard rest.first == gene.letter else {
        if gene.isUniversal { return nil }
        continue
      }
      guard let value = number(in: rest[..<end], behind: gene.letter) else { return nil }
      block[gene] = value
      rest = rest[end...]
    }
    return rest.isEmpty ? block : nil
  }

  /// The digits behind a letter as a number of 1 and more, or nil where there is anything else.
  private static func number(in word: Substring, behind letter: Character) -> Int? {
    guard word.first == letter else { return nil }
    let digits = word.dropFirst()
    guard digits.allSatisfy(\.isASCIIDigit) else { return nil }
    return Int(digits).flatMap { $0 >= 1 ? $0 : nil }
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
