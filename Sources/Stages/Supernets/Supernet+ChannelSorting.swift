package import Architectures
import Graphs
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
    let narrower = try used.networksOfEachWidth()
    var sorted = weights
    for (position, block) in largest.blocks where block.channels[.middle]?.areInputs == false {
      let others = narrower.compactMap { network in
        network.blocks.first { $0.position == position }?.block
      }
      for name in BuiltBlock.Channels.allCases {
        guard let channels = block.channels[name] else { continue }
        sorted.sort(
          channels, of: largest.graph, from: weights,
          groups: others.compactMap { $0.channels[name] })
      }
    }
    return sorted
  }
}

extension SearchSpace {
  /// Networks of the largest depth and kernels with each choice of the width once, the first with the
  /// smallest.
  fileprivate func networksOfEachWidth() throws -> [SectionedGraph] {
    let choices =
      units.flatMap { unit in BlockGene.ofWidth.map { unit[$0].count } }.max() ?? 1
    return try (0..<choices).map { choice in
      var architecture = largest
      for (index, unit) in units.enumerated() {
        for gene in BlockGene.ofWidth where !unit[gene].isEmpty {
          for block in architecture.units[index].indices {
            architecture.units[index][block][gene] = unit[gene][min(choice, unit[gene].count - 1)]
          }
        }
      }
      return try architecture.sectionedGraph(in: self)
    }
  }
}

extension Weights {
  /// Orders the entries of all tensors of `channels` by their importance in `weights`.
  ///
  /// - Parameter groups: the same channels of narrower networks, whose boundaries are kept.
  fileprivate mutating func sort(
    _ channels: DependentChannels, of graph: FloatGraph, from weights: Weights,
    groups: [DependentChannels]
  ) {
    func parameters(of node: Int) -> [Parameter] { graph.parameters(of: graph.nodes[node]) }
    guard
      let reader = parameters(of: channels.reader).first(where: { $0.role == .weight }),
      let scores = weights[reader.name]?.magnitudes(along: 1)
    else { return }
    let order = sortedOrder(of: scores, in: groups)
    for parameter in channels.outputs.flatMap(parameters) {
      self[parameter.name] = self[parameter.name]?.reordered(order, along: 0)
    }
    for parameter in channels.inputs.flatMap(parameters) where parameter.shape.count > 1 {
      self[parameter.name] = self[parameter.name]?.reordered(order, along: 1)
    }
  }
}

/// The indices of the scores from large to small, but inside each group of leading indices; equal
/// ones keep their order, as do all of a group that are channels of the input.
private func sortedOrder(of scores: [Float], in groups: [DependentChannels]) -> [Int] {
  var order: [Int] = []
  let boundaries = groups.map { (count: $0.count, isFixed: $0.areInputs) }
    .sorted { $0.count < $1.count }
  for group in boundaries + [(scores.count, false)] where group.count > order.count {
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
    require(count == order.count, "\(order.count) places for \(count) entries")
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
