import Graphs

/// The kinds of blocks that a unit may consist of.
///
/// A new kind is a case here and a builder that says which node of the block is what.
public enum BlockKind: String, Codable, CaseIterable, Sendable {
  /// 1 × 1 expansion, depthwise convolution and 1 × 1 projection (arXiv 1801.04381, section 3.3).
  case invertedBottleneck = "inverted-bottleneck"

  /// The first word of a block's name in tables of latencies.
  package var latencyName: String {
    switch self {
    case .invertedBottleneck: "expanded_conv"
    }
  }

  /// What is elastic in its blocks, in the order of ``BlockGene``.
  package var genes: [BlockGene] {
    switch self {
    case .invertedBottleneck: [.kernel, .expandRatio]
    }
  }

  /// Adds the nodes of a block behind a value.
  func build(
    _ settings: BlockSettings, behind input: Flow<FloatOp>
  ) throws(GraphError) -> (output: Flow<FloatOp>, block: BuiltBlock) {
    switch self {
    case .invertedBottleneck:
      try input.invertedBottleneck(
        settings.name, InvertedBottleneck(settings, inputs: input.value.channels))
    }
  }
}

/// What a block of a network is built from.
struct BlockSettings {
  /// The prefix of the names of its nodes.
  var name: String
  /// The values of its genes.
  var choices: Architecture.Block
  /// The stride of its first spatial convolution.
  var stride: Int
  /// The unit that it belongs to.
  var unit: SearchSpace.Unit
  /// The space.
  var space: SearchSpace

  /// The function behind its layers.
  var activation: Activation { unit.activation ?? space.activation }
}
