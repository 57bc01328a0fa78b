import Architectures
import Supernets
import Tensors
import Testing
import Training

/// A slice of a supernet beside the sub-network that was extracted from it, after a pass with gradients.
struct SliceComparison {
  private let whole: ParameterStore
  private let part: ParameterStore

  /// Expects the same results of both, in inference and in training.
  init(
    _ architecture: Architecture, of supernet: Supernet, _ weights: Weights, on batch: Batch
  ) throws {
    let engine = Engine(threads: 1)
    whole = ParameterStore(weights)
    part = ParameterStore(try supernet.extracted(architecture, from: weights))
    let (slice, network) = (
      try supernet.network(for: architecture), Network(try architecture.graph(in: supernet.space))
    )
    let targets = Targets.smoothed(batch.labels, classes: supernet.space.classes, by: 0.1)
    let logits = engine.logits(of: network, part, on: batch)
    #expect(engine.logits(of: slice, whole, on: batch) == logits)
    #expect(Set(logits).count > 4)
    let (ofSlice, ofPart) = (
      engine.train(slice, whole, on: batch, towards: targets, statisticsMomentum: nil),
      engine.train(network, part, on: batch, towards: targets, statisticsMomentum: nil)
    )
    #expect(ofSlice.logits == ofPart.logits)
    #expect(ofSlice.loss == ofPart.loss)
  }

  /// Expects the gradients of the copy inside a leading slice of a matrix, and none outside.
  func expectGradients(of name: String) {
    let (large, small) = (whole.shape(of: name), part.shape(of: name))
    let (all, inside) = (whole.gradients(of: name), part.gradients(of: name))
    for row in 0..<large[0] {
      for column in 0..<large[1] {
        let isInside = row < small[0] && column < small[1]
        #expect(
          all[row * large[1] + column] == (isInside ? inside[row * small[1] + column] : 0))
      }
    }
  }
}
