package import Architectures
package import Devices
import Graphs
import Planning

/// The costs of all blocks of a search space on one device, so that an architecture is a few sums.
///
/// Multiply-adds, cycles and flash add over blocks and RAM is the maximum over blocks, as no value
/// but its input and output outlives a block. All but RAM equal the model of the whole graph; RAM
/// is that of the blocks planned one by one.
package struct CostTable: Sendable {
  /// The places of choices in genomes, and the space.
  package let layout: GenomeLayout
  private let model: MicrocontrollerModel
  private let channels: Int
  private let classes: Int
  /// `[resolution, block, choice]`, where the last gene of a block counts first.
  private let blocks: [SegmentCost]
  /// Stem and head, of each resolution.
  private let frames: [SegmentCost]
  /// Per block the index of its first choice.
  private let firstChoices: [Int]
  /// For each of the layout's `blockBytes` by how much a step changes the index.
  private let strides: [Int]
  /// The choices of all blocks.
  private let choiceCount: Int

  /// The space.
  package var space: SearchSpace { layout.space }

  /// Models every block once.
  ///
  /// - Parameter latencies: replaces the model's latency; its blocks are those of the space.
  /// - Throws: where the space is not valid, and ``LatencyError`` where a block has no latency.
  package init(
    space: SearchSpace, model: MicrocontrollerModel, latencies: LatencyTable? = nil
  ) throws {
    try space.validate()
    let layout = GenomeLayout(space)
    self.layout = layout
    self.model = model
    channels = space.imageChannels
    classes = space.classes
    let counts = layout.blocks.map { space.units[$0.unit].blockCount }
    strides = layout.blocks.indices.flatMap { block in
      let genes = layout.bytes(of: block..<block + 1).map { layout.blockBytes[$0] }
      return genes.indices.map { index in
        genes[(index + 1)...].reduce(1) { $0 * layout.choiceCounts[$1] }
      }
    }
    firstChoices = counts.indices.map { counts.prefix($0).reduce(0, +) }
    choiceCount = counts.reduce(0, +)
    var blocks: [SegmentCost] = []
    var frames: [SegmentCost] = []
    for resolution in space.resolutions {
      // By block and choice.
      var costs = counts.map { [SegmentCost](repeating: SegmentCost(), count: $0) }
      var frame = SegmentCost()
      for (turn, architecture) in space.cover(resolution: resolution).enumerated() {
        let segments = try Segments(architecture, in: space, model, latencies)
        frame = segments.frame
        for (index, position) in layout.blocks.enumerated() {
          guard let cost = segments.blocks[position] else { continue }
          costs[index][turn % counts[index]] = cost
        }
      }
      blocks += costs.flatMap { $0 }
      frames.append(frame)
    }
    self.blocks = blocks
    self.frames = frames
  }

  /// What a point of the space needs; the programmer's mistake where it is none.
  package func cost(of architecture: Architecture) -> Cost {
    cost(of: layout.genome(of: architecture)[...])
  }

  /// What the point of the space with this genome needs: a row of sums, without allocation.
  package func cost(of genome: ArraySlice<UInt8>) -> Cost {
    let first = genome.startIndex
    let resolution = Int(genome[first + layout.resolutionByte])
    var total = frames[resolution]
    let row = resolution * choiceCount
    for unit in layout.depths.indices {
      let depth = layout.depths[unit][Int(genome[first + layout.depthByte(of: unit)])]
      let start = layout.firstBlocks[unit]
      for block in start..<start + depth {
        var choice = firstChoices[block]
        for index in layout.bytes(of: block..<block + 1) {
          choice += Int(genome[first + layout.blockBytes[index]]) * strides[index]
        }
        total.append(blocks[row + choice])
      }
    }
    return model.cost(of: total, channels: channels, classes: classes)
  }
}

extension SearchSpace {
  /// Architectures of full depth in which every choice of every block occurs.
  ///
  /// What comes in and goes out of a block depends on the resolution alone, so other blocks do not
  /// matter.
  func cover(resolution: Int) -> [Architecture] {
    let choices = units.map(\.allBlocks)
    return (0..<(choices.map(\.count).max() ?? 0)).map { turn in
      Architecture(
        resolution: resolution,
        units: zip(units, choices).map { unit, choices in
          Array(repeating: choices[turn % choices.count], count: unit.depths.last ?? 0)
        })
    }
  }
}

extension SearchSpace.Unit {
  /// Every block that the unit allows; the last gene changes first.
  fileprivate var allBlocks: [Architecture.Block] {
    kind.genes.reduce([Architecture.Block()]) { blocks, gene in
      blocks.flatMap { block in
        self[gene].map { value in
          var block = block
          block[gene] = value
          return block
        }
      }
    }
  }
}

/// The costs of the blocks of one architecture, and of what is before and behind them.
private struct Segments {
  var frame: SegmentCost
  var blocks: [BlockPosition: SegmentCost] = [:]

  init(
    _ architecture: Architecture, in space: SearchSpace, _ model: MicrocontrollerModel,
    _ latencies: LatencyTable?
  ) throws {
    let network = try architecture.sectionedGraph(in: space)
    let graph = network.graph
    let lowered = LoweredGraph(graph)
    let buffers = BufferGraph(lowered, scratchBytes: lowered.scratchBytes)

    func cost(_ range: Range<Int>) throws -> SegmentCost {
      var cost = SegmentCost(
        range.compactMap { model.layer(lowered, $0) },
        arenaBytes: MemoryPlan(buffers.segment(range)).arenaBytes)
      if let latencies {
        cost.cycles = model.cycles(milliseconds: try latencies.milliseconds(of: network, in: range))
      }
      return cost
    }

    for (position, block) in network.blocks { blocks[position] = try cost(block.nodes) }
    let (first, last) = (network.blocks.first?.block.nodes, network.blocks.last?.block.nodes)
    frame = try cost(0..<(first?.lowerBound ?? graph.nodes.count))
    if let last { frame.append(try cost(last.upperBound..<graph.nodes.count)) }
  }
}

extension BufferGraph {
  /// The values of `range` as a network of their own, whose input is the value before them.
  fileprivate func segment(_ range: Range<Int>) -> BufferGraph {
    let start = max(range.lowerBound - 1, 0)
    var values = Array(values[start..<range.upperBound])
    for index in values.indices {
      values[index].inputs = values[index].inputs.map { $0 - start }
    }
    // Bytes of the value before may be an alias of what another segment has computed.
    values[0] = Value(inputs: [], bytes: values[0].bytes)
    return BufferGraph(values: values, output: values.count - 1)
  }
}
