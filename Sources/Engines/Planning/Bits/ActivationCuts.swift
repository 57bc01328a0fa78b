import Graphs

/// The bits of a network's tensors from 8 everywhere on, each with less RAM than those before, as long
/// as a cut lessens it.
///
/// The cuts are those that lead to a budget, for ever smaller budgets.
struct ActivationCuts: Sequence, IteratorProtocol {
  private let memory: ActivationMemory
  private var last: (activations: [Precision], need: ActivationBytes)?
  private var isDone = false

  init(_ memory: ActivationMemory) {
    self.memory = memory
  }

  mutating func next() -> [Precision]? {
    if isDone { return nil }
    guard let last else {
      let uncut = memory.network.activations(.bits8)
      last = (uncut, memory.bytes(uncut))
      return uncut
    }
    self.last = memory.cut(last.activations, below: last.need.peak)
    isDone = self.last == nil
    return self.last?.activations
  }
}

extension ActivationMemory {
  /// Cuts tensors until the network needs less than `peak` bytes, or nil where it never does.
  fileprivate func cut(
    _ activations: [Precision], below peak: Int
  ) -> (activations: [Precision], need: ActivationBytes)? {
    var activations = activations
    if network.branch == nil {
      var passes = ActivationCutting(network, from: activations, within: peak - 1) {
        bytes($0, ofLayer: $1)
      }
      guard let cut = passes.run() else { return nil }
      activations = cut
    }
    while true {
      let need = bytes(activations)
      if need.peak < peak { return (activations, need) }
      guard let tensor = largestTensor(activations, at: need),
        let fewer = activations[tensor].halved
      else { return nil }
      activations[tensor] = fewer
    }
  }
}
