package import Planning

/// What one layer of a network takes on a device.
package struct LayerCost: Equatable, Sendable {
  /// The name of the node.
  package var name: String
  /// The function that computes it.
  package var function: KernelFunction
  /// Multiply-adds for one image.
  package var macs: Int
  /// Instructions for one image.
  package var instructions: Int
  /// Cycles for one image.
  package var cycles: Int
  /// Flash: constants, the layer's numbers and its calls; the code of the function is shared.
  package var flashBytes: Int
  /// The constants among it: weights, biases, multipliers and tables.
  package var constantBytes: Int
}

/// What a run of layers takes; layers before and after it add up to a network.
package struct SegmentCost: Equatable, Sendable {
  /// Multiply-adds for one image.
  package var macs = 0
  /// Cycles for one image.
  package var cycles = 0
  /// Flash without the code of functions.
  package var flashBytes = 0
  /// The largest sum of live values and scratch.
  package var arenaBytes = 0
  /// The functions that are called.
  package var functions = FunctionSet()

  /// Adds layers that run after these: sums, the larger arena and all functions.
  package mutating func append(_ other: SegmentCost) {
    macs += other.macs
    cycles += other.cycles
    flashBytes += other.flashBytes
    arenaBytes = max(arenaBytes, other.arenaBytes)
    functions.formUnion(other.functions)
  }

  /// Nothing.
  init() {}

  init(_ layers: [LayerCost], arenaBytes: Int) {
    self.arenaBytes = arenaBytes
    for layer in layers {
      macs += layer.macs
      cycles += layer.cycles
      flashBytes += layer.flashBytes
      functions.insert(FunctionSet(layer.function))
    }
  }
}
