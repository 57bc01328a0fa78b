package import Graphs

extension Graph where Op == IntegerOp {
  /// The same network with multipliers as they may be stored, in convolutions and dense layers.
  ///
  /// - Parameters:
  ///   - hasExponents: whether they have the form `floor`.
  ///   - sharesMultipliers: whether each layer has one for all outputs.
  package func stored(hasExponents: Bool, sharesMultipliers: Bool = false) -> IntegerGraph {
    func multipliers(_ old: Requantization, layer: Int) -> Requantization {
      let count = sharesMultipliers ? 1 : old.count
      // Different numbers, as equal arrays are emitted once.
      if hasExponents {
        return .floor(
          from: (0..<count).map { 0.01 + 0.0001 * Double(layer) + 0.000_001 * Double($0) })
      }
      switch old {
      case .floor: return old
      case .rounded(let multipliers, let shift):
        return .rounded(multipliers: Array(multipliers.prefix(count)), shift: shift)
      }
    }
    let nodes = nodes.enumerated().map { index, node in
      var node = node
      if case .convolution(var op) = node.op {
        op.requantization = multipliers(op.requantization, layer: index)
        node.op = .convolution(op)
      } else if case .dense(var op) = node.op {
        op.requantization = multipliers(op.requantization, layer: index)
        node.op = .dense(op)
      }
      return node
    }
    return IntegerGraph(name: name, nodes: nodes, output: output)
  }
}
