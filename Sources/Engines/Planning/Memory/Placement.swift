/// Addresses for storages such that no two that live at the same time overlap.
package struct Placement: Equatable, Sendable {
  /// For each storage its first byte.
  package private(set) var addresses: [Int]
  /// The bytes from 0 to the end of the last storage.
  package private(set) var bytes: Int

  /// The largest sum of storages that live at one time: no placement needs less.
  package static func lowerBound(of storages: [Storage], alignment: Int) -> Int {
    var change: [Int: Int] = [:]
    for storage in storages {
      let bytes = storage.bytes.roundedUp(to: alignment)
      change[storage.lifetime.lowerBound, default: 0] += bytes
      change[storage.lifetime.upperBound + 1, default: 0] -= bytes
    }
    var live = 0
    var peak = 0
    for step in change.keys.sorted() {
      live += change[step] ?? 0
      peak = max(peak, live)
    }
    return peak
  }

  /// The best of several greedy placements; stops at the first that meets the lower bound.
  ///
  /// Storages are placed one after the other, each at the lowest or the tightest free address, in
  /// the order of size, duration, their product or start. A chain is placed from both ends of the
  /// lower bound in turn, which always meets it. If none meets it, the storage at the top is placed
  /// first in another round, at most 48 times.
  package init(_ storages: [Storage], alignment: Int) {
    let packer = Packer(storages, alignment: alignment)
    let bound = Placement.lowerBound(of: storages, alignment: alignment)
    var best = packer.fromBothEnds(within: bound)
    var bestOrder = Array(storages.indices)
    if best.bytes == bound {
      self = best
      return
    }
    for order in packer.orders {
      for fit in [Packer.Fit.lowest, .tightest] {
        let candidate = packer.place(inOrder: order, fit)
        if candidate.bytes < best.bytes { (best, bestOrder) = (candidate, order) }
        if best.bytes == bound {
          self = best
          return
        }
      }
    }
    var order = bestOrder
    for _ in 0..<48 where best.bytes > bound {
      let current = packer.place(inOrder: order, .lowest)
      if current.bytes < best.bytes { best = current }
      let top = order.first {
        current.addresses[$0] + packer.sizes[$0] == current.bytes
      }
      guard let top, order.first != top else { break }
      order.removeAll { $0 == top }
      order.insert(top, at: 0)
    }
    self = best
  }

  fileprivate init(addresses: [Int], sizes: [Int]) {
    self.addresses = addresses
    bytes = zip(addresses, sizes).map { $0 + $1 }.max() ?? 0
  }
}

/// Places storages one by one into the free gaps between those that live at the same time.
private struct Packer {
  enum Fit { case lowest, tightest }

  let sizes: [Int]
  let lifetimes: [ClosedRange<Int>]
  /// For each storage those that live at the same time as it.
  let rivals: [[Int]]

  init(_ storages: [Storage], alignment: Int) {
    sizes = storages.map { $0.bytes.roundedUp(to: alignment) }
    lifetimes = storages.map(\.lifetime)
    rivals = storages.indices.map { one in
      storages.indices.filter {
        $0 != one && storages[$0].lifetime.overlaps(storages[one].lifetime)
      }
    }
  }

  /// Orders in which placing one by one often works well; ties go to the earlier index.
  var orders: [[Int]] {
    let keys: [(Int) -> (Int, Int)] = [
      { (-sizes[$0], lifetimes[$0].lowerBound) },
      { (-sizes[$0], -lifetimes[$0].count) },
      { (-lifetimes[$0].count, -sizes[$0]) },
      { (-lifetimes[$0].count * sizes[$0], -sizes[$0]) },
      { (lifetimes[$0].lowerBound, -sizes[$0]) },
      { (-load(at: $0), -sizes[$0]) },
    ]
    return keys.map { key in
      sizes.indices.sorted { one, other in
        let (a, b) = (key(one), key(other))
        return (a.0, a.1, one) < (b.0, b.1, other)
      }
    }
  }

  /// The bytes of the storage and of all that live with it.
  private func load(at index: Int) -> Int {
    rivals[index].reduce(sizes[index]) { $0 + sizes[$1] }
  }

  func place(inOrder order: [Int], _ fit: Fit) -> Placement {
    var addresses = [Int?](repeating: nil, count: sizes.count)
    for index in order {
      let gaps = gaps(for: index, among: addresses)
      switch fit {
      case .lowest:
        addresses[index] = gaps.first?.lowerBound
      case .tightest:
        addresses[index] = gaps.min { $0.count < $1.count }?.lowerBound
      }
    }
    return Placement(addresses: addresses.map { $0 ?? 0 }, sizes: sizes)
  }

  /// In the order of their start, storages go to the lowest and to the highest free address in turn.
  func fromBothEnds(within bytes: Int) -> Placement {
    var addresses = [Int?](repeating: nil, count: sizes.count)
    // Within one step the value comes before the scratch, which then fills the middle.
    let order = sizes.indices.sorted {
      (lifetimes[$0].lowerBound, -lifetimes[$0].upperBound, $0)
        < (lifetimes[$1].lowerBound, -lifetimes[$1].upperBound, $1)
    }
    var fromTop = false
    for index in order {
      let gaps = gaps(for: index, among: addresses)
      let highest = gaps.last { $0.lowerBound + sizes[index] <= bytes }
      if fromTop, let highest {
        addresses[index] = min(highest.upperBound, bytes) - sizes[index]
      } else {
        addresses[index] = gaps.first?.lowerBound
      }
      if lifetimes[index].count > 1 { fromTop.toggle() }
    }
    return Placement(addresses: addresses.map { $0 ?? 0 }, sizes: sizes)
  }

  /// The free ranges that hold the storage, from low to high; the last has no end.
  private func gaps(for index: Int, among addresses: [Int?]) -> [Range<Int>] {
    let taken = rivals[index].compactMap { rival in
      addresses[rival].map { $0..<($0 + sizes[rival]) }
    }.sorted { $0.lowerBound < $1.lowerBound }
    var gaps: [Range<Int>] = []
    var end = 0
    for range in taken {
      if range.lowerBound - end >= sizes[index] { gaps.append(end..<range.lowerBound) }
      end = max(end, range.upperBound)
    }
    gaps.append(end..<Int.max)
    return gaps
  }
}
