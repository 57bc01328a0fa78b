package import Graphs

/// The graph of a network with the parts that it was built from, so that nobody reads names of nodes.
package struct SectionedGraph: Equatable, Sendable {
  /// What a run of nodes is in its network.
  package enum Part: Equatable, Sendable {
    /// The first convolution, which reads the image.
    case stem
    /// A block of a unit.
    case block(BlockPosition, BlockKind, BuiltBlock)
    /// The convolution behind the blocks.
    case head
    /// The average over all pixels.
    case pool
    /// The convolution behind the average.
    case features
    /// The layer that gives a number for each class.
    case classifier
  }

  /// A part and its nodes.
  package struct Section: Equatable, Sendable {
    /// What the nodes are.
    package var part: Part
    /// Their indices in the graph.
    package var nodes: Range<Int>

    package init(part: Part, nodes: Range<Int>) {
      self.part = part
      self.nodes = nodes
    }
  }

  /// The network.
  package let graph: FloatGraph
  /// The parts in order; together they are all nodes but the image.
  package let sections: [Section]

  package init(graph: FloatGraph, sections: [Section]) {
    self.graph = graph
    self.sections = sections
  }

  /// The blocks with their places, in order.
  package var blocks: [(position: BlockPosition, block: BuiltBlock)] {
    sections.compactMap { section in
      guard case .block(let position, _, let block) = section.part else { return nil }
      return (position, block)
    }
  }
}
