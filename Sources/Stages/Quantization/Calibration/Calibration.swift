package import Graphs
package import Tensors

/// The values of some nodes of a network for a batch, `[N, H, W, C]` each, in the order asked for.
package typealias NodeValues = (
  _ graph: FloatGraph, _ weights: Weights, _ nodes: [Int], _ batch: Batch
) throws -> [[Float]]

/// What the values of a network look like on calibration images.
struct Calibration {
  /// What is watched of a node.
  struct Watch: Sendable {
    var node: Int
    /// Values beyond are the same to all readers, so they count as the nearer end.
    var bounds = -Double.infinity...Double.infinity
  }

  /// The histogram of each watched node; nil for the others.
  private(set) var histograms: [ActivationHistogram?]

  /// - Throws: ``QuantizationError`` where there is no image, one of another shape, or a value is not finite.
  init(
    _ graph: FloatGraph, _ weights: Weights, watching watches: [Watch], batches: [Batch],
    threads: Int = 1, values: NodeValues
  ) throws {
    histograms = [ActivationHistogram?](repeating: nil, count: graph.nodes.count)
    for watch in watches { histograms[watch.node] = ActivationHistogram() }
    require(Set(watches.map(\.node)).count == watches.count, "A node is watched once.")
    var images = 0
    for batch in batches where batch.count > 0 {
      guard batch.shape == graph.inputValue else {
        throw QuantizationError.imageShape(expected: graph.inputValue, found: batch.shape)
      }
      let results = try values(graph, weights, watches.map(\.node), batch)
      let known = histograms
      let added = try watches.indices.concurrentMap(threads: threads) { place in
        let (watch, result) = (watches[place], results[place])
        let node = graph.nodes[watch.node]
        require(result.count == batch.count * node.value.count, "'\(node.name)' is misshapen.")
        var histogram = known[watch.node] ?? ActivationHistogram()
        guard histogram.add(result, within: watch.bounds) else {
          throw QuantizationError.valueNotFinite(node: node.name)
        }
        return histogram
      }
      for (watch, histogram) in zip(watches, added) { histograms[watch.node] = histogram }
      images += batch.count
    }
    guard images > 0 else { throw QuantizationError.noCalibrationImages }
  }
}
