package import Architectures
package import Graphs
package import Tensors

extension Supernet {
  /// The weights with the middle channels of each block in the order of their importance, so that
  /// the first ones, which narrow networks have, are the best (arXiv 1908.09791, section 3.3).
  ///
  /// The importance of a channel is the sum of the magnitudes of the weights by which the projection
  /// reads it. Whatever belongs to a channel moves with it, so that the largest network computes what
  /// it did. The hidden units of squeeze-and-excite are ordered by what the second layer reads. A
  /// channel stays on its side of every boundary that networks of `used` have, which have been
  /// trained already. Blocks without expansion are left alone, as their channels are their input's.
  ///
  /// - Parameter used: the networks that were trained so far.
  package func channelsSorted(_ weights: Weights, keeping used: SearchSpace) throws -> Weights {
    Self.channelsSorted(
      weights, of: try space.largest.graph(in: space),
      blocks: space.largest.positionedBlocks.map { $0.0.name },
      keeping: try used.graphsOfEachRatio())
  }

  /// The same for the blocks of these names in a network.
  ///
  /// - Parameter narrower: the networks whose boundaries are kept.
  package static func channelsSorted(
    _ weights: Weights, of graph: FloatGraph, blocks: [String], keeping narrower: [FloatGraph]
  ) -> Weights {
    var sorted = weights
    for name in blocks {
      let block = BlockTensors(name, in: graph)
      guard block.hasExpansion else { continue }
      let others = narrower.map { BlockTensors(name, in: $0) }
      sorted.sort(
        block.channels, by: block.importance, from: weights,
        groups: others.compactMap(\.channelGroup))
      sorted.sort(
        block.hiddenUnits, by: block.hiddenImportance, from: weights,
        groups: others.compactMap(\.hiddenGroup))
    }
    return sorted
  }
}

extension SearchSpace {
  /// Networks of the largest depth and kernels with each choice of the expand ratios once, the first
  /// with the smallest.
  fileprivate func graphsOfEachRatio() throws -> [FloatGraph] {
    let choices = units.map(\.expandRatios.count).max() ?? 1
    return try (0..<choices).map { choice in
      var architecture = largest
      for (index, unit) in units.enumerated() {
        let ratio = unit.expandRatios[min(choice, unit.expandRatios.count - 1)]
        for block in architecture.units[index].indices {
          architecture.units[index][block].expandRatio = ratio
        }
      }
      return try architecture.graph(in: self)
    }
  }
}

/// A dimension of a tensor along which the entries of a channel lie.
private struct Axis {
  var tensor: String
  var dimension: Int
}

/// The leading channels that a network has.
private struct Group {
  var count: Int
  /// Whether they keep their order among themselves.
  var isFixed: Bool
}

/// The tensors of one block that have to do with its middle channels.
private struct BlockTensors {
  private let name: String
  private let graph: FloatGraph

  init(_ name: String, in graph: FloatGraph) {
    self.name = name
    self.graph = graph
  }

  private func parameters(of node: String) -> [Parameter] {
    graph.node(named: "\(name).\(node)").map { graph.parameters(of: $0) } ?? []
  }

  var hasExpansion: Bool { !parameters(of: "expand").isEmpty }

  /// Everything that belongs to a middle channel.
  var channels: [Axis] {
    let outputs = [
      "expand", "expand.bn", "depthwise", "depthwise.bn", "squeeze.expand",
    ].flatMap { parameters(of: $0).map { Axis(tensor: $0.name, dimension: 0) } }
    let inputs = ["squeeze.reduce", "project"].flatMap { node in
      parameters(of: node).filter { $0.shape.count > 1 }
        .map { Axis(tensor: $0.name, dimension: 1) }
    }
    return outputs + inputs
  }

  /// The weights that read the middle channels.
  var importance: Axis { Axis(tensor: "\(name).project.weight", dimension: 1) }

  /// Everything that belongs to a hidden unit of squeeze-and-excite; empty without it.
  var hiddenUnits: [Axis] {
    parameters(of: "squeeze.reduce").map { Axis(tensor: $0.name, dimension: 0) }
      + parameters(of: "squeeze.expand").filter { $0.shape.count > 1 }
      .map { Axis(tensor: $0.name, dimension: 1) }
  }

  /// The weights that read the hidden units.
  var hiddenImportance: Axis { Axis(tensor: "\(name).squeeze.expand.weight", dimension: 1) }

  /// The middle channels of this network; without an expansion they are those of the input.
  var channelGroup: Group? {
    parameters(of: "depthwise").first.map {
      Group(count: $0.shape[0], isFixed: !hasExpansion)
    }
  }

  /// The hidden units of this network.
  var hiddenGroup: Group? {
    parameters(of: "squeeze.reduce").first.map { Group(count: $0.shape[0], isFixed: false) }
  }
}

extension Weights {
  /// Orders the entries along all `axes` by the magnitudes that `importance` has in `weights`.
  fileprivate mutating func sort(
    _ axes: [Axis], by importance: Axis, from weights: Weights, groups: [Group]
  ) {
    guard let scores = weights[importance.tensor]?.magnitudes(along: importance.dimension) else {
      return
    }
    let order = sortedOrder(of: scores, in: groups)
    for axis in axes {
      self[axis.tensor] = self[axis.tensor]?.reordered(order, along: axis.dimension)
    }
  }
}

/// The indices of the scores from large to small, but inside each group of leading indices; equal
/// ones keep their order.
private func sortedOrder(of scores: [Float], in groups: [Group]) -> [Int] {
  var order: [Int] = []
  let all = Group(count: scores.count, isFixed: false)
  for group in groups.sorted(by: { $0.count < $1.count }) + [all] where group.count > order.count {
    let members = order.count..<group.count
    order +=
      group.isFixed
      ? Array(members) : members.sorted { (scores[$1], $0) < (scores[$0], $1) }
  }
  return order
}

extension Tensor {
  /// The sum of the magnitudes of all values with one index of a dimension.
  fileprivate func magnitudes(along dimension: Int) -> [Float] {
    let (outer, count, inner) = extents(around: dimension)
    return (0..<count).map { index in
      (0..<outer).reduce(0) { sum, block in
        let start = (block * count + index) * inner
        return values[start..<start + inner].reduce(sum) { $0 + abs($1) }
      }
    }
  }

  /// The tensor whose entry at an index of a dimension is the present one at `order[index]`.
  fileprivate func reordered(_ order: [Int], along dimension: Int) -> Tensor {
    let (outer, count, inner) = extents(around: dimension)
    precondition(count == order.count, "\(order.count) places for \(count) entries")
    var result = self
    var place = 0
    for block in 0..<outer {
      for index in order {
        let start = (block * count + index) * inner
        result.values.replaceSubrange(place..<place + inner, with: values[start..<start + inner])
        place += inner
      }
    }
    return result
  }

  private func extents(around dimension: Int) -> (outer: Int, count: Int, inner: Int) {
    (
      shape[..<dimension].reduce(1, *), shape[dimension],
      shape[(dimension + 1)...].reduce(1, *)
    )
  }
}
