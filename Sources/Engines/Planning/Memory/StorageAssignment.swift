/// Bytes of the arena that are taken for some steps of a schedule.
package struct Storage: Equatable, Sendable {
  /// How many.
  package var bytes: Int
  /// From the first to the last step that needs them; `order.count` stands for "after the run".
  package var lifetime: ClosedRange<Int>

  package init(bytes: Int, lifetime: ClosedRange<Int>) {
    self.bytes = bytes
    self.lifetime = lifetime
  }
}

/// Which values share bytes under one schedule: aliases, results in place and joined values.
package struct StorageAssignment: Equatable, Sendable {
  /// The storages of values first, then the scratch of each step that needs some.
  package private(set) var storages: [Storage] = []
  /// For each value the storage that holds it.
  package private(set) var storage: [Int]
  /// For each value its first byte within the storage.
  package private(set) var offset: [Int]
  /// For each value the position of the input that it overwrites, or nil.
  package private(set) var overwrittenInput: [Int?]
  /// For each value the storage of its step's scratch, or nil.
  package private(set) var scratch: [Int?]
  /// Whether the inputs of a joined value are computed right into it.
  package private(set) var isJoinedInPlace: [Bool]

  /// Shares bytes wherever that is allowed when the steps run in this order.
  package init(_ graph: BufferGraph, order: [Int], alignment: Int) {
    let count = graph.values.count
    storage = Array(repeating: -1, count: count)
    offset = Array(repeating: 0, count: count)
    overwrittenInput = Array(repeating: nil, count: count)
    scratch = Array(repeating: nil, count: count)
    isJoinedInPlace = Array(repeating: false, count: count)

    let lastUse = graph.lastUses(in: order)
    let parts = graph.joinedParts(alignment: alignment)
    var joinedStorage: [Int: Int] = [:]

    for (step, index) in order.enumerated() {
      let value = graph.values[index]
      var holder: Int
      if case .alias = value.freedom {
        holder = storage[value.inputs[0]]
        offset[index] = offset[value.inputs[0]]
      } else if let part = parts.byInput[index] ?? parts.byResult[index].map({ (index, $0) }) {
        // A part of a joined value, or the joined value itself: whoever comes first opens it.
        if let known = joinedStorage[part.0] {
          holder = known
        } else {
          holder = storages.count
          joinedStorage[part.0] = holder
          storages.append(
            Storage(bytes: graph.values[part.0].bytes, lifetime: step...step))
        }
        offset[index] = part.1
        isJoinedInPlace[index] = part.0 == index
      } else if let position = overwritable(index, in: graph, step: step) {
        holder = storage[value.inputs[position]]
        overwrittenInput[index] = position
      } else {
        holder = storages.count
        storages.append(Storage(bytes: value.bytes, lifetime: step...step))
      }
      storage[index] = holder
      let first = storages[holder].lifetime.lowerBound
      let last = max(storages[holder].lifetime.upperBound, lastUse[index])
      storages[holder].lifetime = first...last
    }
    for (step, index) in order.enumerated() where graph.values[index].scratchBytes > 0 {
      scratch[index] = storages.count
      storages.append(
        Storage(bytes: graph.values[index].scratchBytes, lifetime: step...step))
    }
  }

  /// The bytes that are live while each step of a schedule runs.
  ///
  /// - Parameter steps: how many there are.
  func liveBytes(steps: Int, alignment: Int) -> [Int] {
    var live = [Int](repeating: 0, count: steps)
    for storage in storages {
      for step in storage.lifetime where step < steps {
        live[step] += storage.bytes.roundedUp(to: alignment)
      }
    }
    return live
  }

  /// The position of an input that nobody reads after this step, large enough for the result.
  ///
  /// Other inputs may lie in the same storage only as the same bytes, and if those may be overwritten.
  private func overwritable(_ index: Int, in graph: BufferGraph, step: Int) -> Int? {
    guard case .over(let positions) = graph.values[index].freedom else { return nil }
    let inputs = graph.values[index].inputs
    return positions.first { position in
      let input = inputs[position]
      return storages[storage[input]].lifetime.upperBound == step && offset[input] == 0
        && graph.values[index].bytes <= graph.values[input].bytes
        && inputs.indices.allSatisfy { other in
          storage[inputs[other]] != storage[input]
            || positions.contains(other) && offset[inputs[other]] == 0
              && graph.values[inputs[other]].bytes == graph.values[input].bytes
        }
    }
  }
}

extension BufferGraph {
  /// For each value the last step that reads it or an alias of it.
  func lastUses(in order: [Int]) -> [Int] {
    var lastUse = [Int](repeating: 0, count: values.count)
    for (step, index) in order.enumerated() {
      lastUse[index] = step
      for input in values[index].inputs { lastUse[input] = step }
    }
    lastUse[output] = order.count
    for index in order.reversed() where values[index].freedom == .alias {
      let input = values[index].inputs[0]
      lastUse[input] = max(lastUse[input], lastUse[index])
    }
    return lastUse
  }

  /// Which values can be computed right into a joined one, and at which byte of it.
  ///
  /// All inputs of a joined value can, or none: each must be a value of its own that belongs to no
  /// other joined value, and must begin at a multiple of the alignment.
  fileprivate func joinedParts(alignment: Int) -> (
    byInput: [Int: (result: Int, offset: Int)], byResult: [Int: Int]
  ) {
    var byInput: [Int: (result: Int, offset: Int)] = [:]
    var byResult: [Int: Int] = [:]
    for (index, value) in values.enumerated() where value.freedom == .joined {
      var offset = 0
      var parts: [(input: Int, offset: Int)] = []
      for input in value.inputs {
        switch values[input].freedom {
        case .own, .over:
          if byInput[input] == nil, offset % alignment == 0 { parts.append((input, offset)) }
        case .alias, .joined: break
        }
        offset += values[input].bytes
      }
      guard parts.count == value.inputs.count, Set(value.inputs).count == parts.count else {
        continue
      }
      byResult[index] = 0
      for part in parts { byInput[part.input] = (index, part.offset) }
    }
    return (byInput, byResult)
  }
}
