extension BufferGraph {
  /// How many partial schedules are followed at the same time.
  private static let beamWidth = 64

  /// An order of computation that tends to lower the peak where branches leave a choice.
  ///
  /// A beam search over the sets of computed values keeps the 64 partial orders of lowest peak; it
  /// is exact where no more than 64 sets of one size can be reached, as on chains with residuals.
  package func scheduleOfLowPeak() -> [Int] {
    let frontier = ScheduleSearch(self)
    var beam = [frontier.start]
    for _ in values.indices {
      var best: [Set<Int>: ScheduleSearch.State] = [:]
      for state in beam {
        for next in frontier.successors(of: state) {
          if let known = best[next.done], !(next < known) { continue }
          best[next.done] = next
        }
      }
      beam = Array(best.values.sorted(by: <).prefix(BufferGraph.beamWidth))
    }
    return beam.first?.order ?? Array(values.indices)
  }

  /// The bytes that some step needs whatever the order: its inputs, its result and its scratch.
  package func unavoidableBytes(alignment: Int) -> Int {
    let roots = roots
    return values.indices.map { index in
      let value = values[index]
      let inputs = Set(value.inputs.map { roots[$0] }).reduce(0) {
        $0 + values[$1].bytes.roundedUp(to: alignment)
      }
      let scratch = value.scratchBytes.roundedUp(to: alignment)
      let own = value.bytes.roundedUp(to: alignment)
      switch value.freedom {
      case .own: return inputs + own + scratch
      case .over, .joined: return max(inputs, own) + scratch
      case .alias: return inputs
      }
    }.max() ?? 0
  }
}

/// The states of the search for a schedule and what follows them.
private struct ScheduleSearch {
  struct State: Comparable {
    var done: Set<Int> = []
    var order: [Int] = []
    var live = 0
    var peak = 0

    static func < (a: State, b: State) -> Bool {
      if a.peak != b.peak { return a.peak < b.peak }
      if a.live != b.live { return a.live < b.live }
      return a.order.lexicographicallyPrecedes(b.order)
    }
  }

  let graph: BufferGraph
  let roots: [Int]
  /// For each root the steps that read it or an alias of it.
  let readers: [[Int]]
  let start = State()

  init(_ graph: BufferGraph) {
    self.graph = graph
    let roots = graph.roots
    self.roots = roots
    var readers = [[Int]](repeating: [], count: graph.values.count)
    for (index, value) in graph.values.enumerated() where value.freedom != .alias {
      for input in Set(value.inputs.map { roots[$0] }) { readers[input].append(index) }
    }
    self.readers = readers
  }

  func successors(of state: State) -> [State] {
    graph.values.indices.compactMap { index in
      let value = graph.values[index]
      guard !state.done.contains(index), value.inputs.allSatisfy(state.done.contains) else {
        return nil
      }
      return adding(index, to: state)
    }
  }

  private func adding(_ index: Int, to state: State) -> State {
    let value = graph.values[index]
    var next = state
    next.done.insert(index)
    next.order.append(index)
    if value.freedom == .alias { return next }
    let dying = Set(value.inputs.map { roots[$0] }).filter { root in
      root != roots[graph.output] && readers[root].allSatisfy(next.done.contains)
    }
    let freed = dying.reduce(0) { $0 + graph.values[$1].bytes }
    let during: Int
    if case .over(let positions) = value.freedom,
      positions.contains(where: { dying.contains(roots[value.inputs[$0]]) })
    {
      during = state.live + value.scratchBytes
    } else {
      during = state.live + value.bytes + value.scratchBytes
    }
    next.peak = max(state.peak, during)
    let isRead = !readers[index].isEmpty || index == roots[graph.output]
    next.live = state.live - freed + (isRead ? value.bytes : 0)
    return next
  }
}
