import Graphs

/// Cuts the bits of tensors until every layer fits (Algorithm 1 of arXiv 1905.13082).
///
/// Passes run forward and backward over the layers in turn. A layer that does not fit names the side
/// to halve: the one of more bits; of equal bits the one of more bytes, and the output where they are
/// equal. A forward pass may only cut outputs, a backward pass only inputs; what it may not cut it
/// leaves to the next.
struct ActivationCutting {
  private enum Pass { case forward, backward }
  private enum Outcome { case fits, left, fails }

  private let network: QuantizableGraph
  private let limit: Int
  private let bytes: (_ activations: [Precision], _ layer: Int) -> Int
  private var activations: [Precision]

  /// - Parameters:
  ///   - activations: what is cut.
  ///   - limit: bytes that each layer may need.
  ///   - bytes: what a layer needs at these bits.
  init(
    _ network: QuantizableGraph, from activations: [Precision], within limit: Int,
    bytes: @escaping (_ activations: [Precision], _ layer: Int) -> Int
  ) {
    self.network = network
    self.limit = limit
    self.bytes = bytes
    self.activations = activations
  }

  /// The bits at which every layer fits, or nil where a layer fits at none.
  mutating func run() -> [Precision]? {
    var pass = Pass.forward
    // The first pass never counts as clean, so both directions run at least once. What one pass
    // leaves the next one cuts, so the loop ends when no tensor can be halved any more.
    var isClean = false
    while true {
      let order = network.layers.indices
      for layer in pass == .forward ? Array(order) : order.reversed() {
        switch cut(layer, in: pass) {
        case .fits: break
        case .left: isClean = false
        case .fails: return nil
        }
      }
      if isClean { return activations }
      pass = pass == .forward ? .backward : .forward
      isClean = true
    }
  }

  /// Halves what this pass may of one layer until it fits.
  private mutating func cut(_ layer: Int, in pass: Pass) -> Outcome {
    while bytes(activations, layer) > limit {
      guard let side = sideToCut(network.layers[layer]) else { return .fails }
      guard side.pass == pass else { return .left }
      activations[side.tensor] = side.fewer
    }
    return .fits
  }

  /// The tensor to halve and the pass that may; nil where neither side can be cut.
  private func sideToCut(
    _ layer: QuantizableGraph.Layer
  ) -> (pass: Pass, tensor: Int, fewer: Precision)? {
    let (x, y) = (activations[layer.input], activations[layer.output])
    let input = fewer(layer.input).map { (Pass.backward, layer.input, $0) }
    let output = fewer(layer.output).map { (Pass.forward, layer.output, $0) }
    guard let input, let output else { return input ?? output }
    if x != y { return x.rawValue > y.rawValue ? input : output }
    return layer.inputCount > layer.outputCount ? input : output
  }

  private func fewer(_ tensor: Int) -> Precision? {
    network.tensors[tensor].isFixed ? nil : activations[tensor].halved
  }
}
