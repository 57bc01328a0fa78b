import Randomness

/// How many images of a set are split off, by class.
///
/// Every class that has two images or more gives one at least, where the number allows it, and keeps
/// one at least.
package enum SplitSize: Equatable, Sendable, ExpressibleByIntegerLiteral {
  /// So many images in all.
  case count(Int)
  /// This share of all images rounded down, above 0 and below 1, and at most so many; of no class more
  /// than its share rounded up.
  case share(Double, most: Int = .max)

  /// A fifth, as the test images of a folder without a test half.
  static let testPart = SplitSize.share(0.2)

  package init(integerLiteral count: Int) {
    self = .count(count)
  }

  /// How many images each class gives, or nil where none can be split off or not so many.
  ///
  /// - Parameter sizes: the images of each class.
  func counts(of sizes: [Int]) -> [Int]? {
    let total = sizes.reduce(0, +)
    var room = sizes.map { max(0, $0 - 1) }
    let classes = room.count { $0 > 0 }
    let wanted: Int
    switch self {
    case .count(let count):
      wanted = count
    case .share(let share, let ceiling):
      // A share such as 1/6 of 6,000 is meant to be whole.
      let slack = 1e-6
      room = zip(room, sizes).map { room, size in
        min(room, max(1, Int((Double(size) * share - slack).rounded(.up))))
      }
      let part = Int((Double(total) * share + slack).rounded(.down))
      wanted = min(room.reduce(0, +), max(classes, min(part, ceiling)))
    }
    guard wanted >= 1, wanted <= room.reduce(0, +) else { return nil }
    let least = room.map { wanted < classes ? 0 : min(1, $0) }
    var counts = zip(Self.proportional(sizes, wanted), zip(least, room)).map { count, bounds in
      min(max(count, bounds.0), bounds.1)
    }
    // What the bounds have changed is made up for by the classes that can best do so.
    func largest(_ value: (Int) -> Int) -> Int {
      counts.indices.max { (value($0), $1) < (value($1), $0) } ?? 0
    }
    var missing = wanted - counts.reduce(0, +)
    while missing > 0 {
      counts[largest { room[$0] - counts[$0] }] += 1
      missing -= 1
    }
    while missing < 0 {
      counts[largest { counts[$0] - least[$0] }] -= 1
      missing += 1
    }
    return counts
  }

  /// The share of each class rounded down; the places left go to the largest remainders.
  private static func proportional(_ sizes: [Int], _ wanted: Int) -> [Int] {
    let total = sizes.reduce(0, +)
    var counts = sizes.map { $0 * wanted / total }
    let byRemainder = sizes.indices.sorted { first, second in
      let remainders = [first, second].map { sizes[$0] * wanted % total }
      return (remainders[1], first) < (remainders[0], second)
    }
    for index in byRemainder.prefix(wanted - counts.reduce(0, +)) { counts[index] += 1 }
    return counts
  }
}

extension SplitSize {
  /// The indices of images that stay and of those split off, each in ascending order; nil where none
  /// can be split off or not so many.
  ///
  /// - Parameters:
  ///   - labels: the class of each image.
  ///   - seed: of the choice.
  func split(labels: [Int], classes: Int, seed: UInt64) -> (kept: [Int], apart: [Int])? {
    var members = [[Int]](repeating: [], count: classes)
    for (index, label) in labels.enumerated() { members[label].append(index) }
    guard let counts = counts(of: members.map(\.count)) else { return nil }
    var isApart = [Bool](repeating: false, count: labels.count)
    for (number, indices) in members.enumerated() {
      var generator = SeededGenerator(seed: seed, stream: UInt64(number))
      for index in generator.shuffled(indices).prefix(counts[number]) { isApart[index] = true }
    }
    return (labels.indices.filter { !isApart[$0] }, labels.indices.filter { isApart[$0] })
  }
}
