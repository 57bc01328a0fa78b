package import Architectures
package import Devices
import Graphs

/// The costs of all blocks of a search space on one device, so that an architecture is a few sums.
///
/// The sums are those of the model's segments: on a microcontroller, multiply-adds, cycles and flash add
/// over blocks and RAM is the maximum over blocks, as no value but its input and output outlives a
/// block. All but RAM equal the model of the whole graph; RAM is that of the blocks planned one by one.
package struct CostTable<Model: CostModel>: ArchitectureCosts {
  package let layout: GenomeLayout
  private let model: Model
  /// `[resolution, block, choice]`, where the last gene of a block counts first.
  private let blocks: [Model.Segment]
  /// What is around the blocks, of each resolution.
  private let frames: [Model.Segment]
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
  /// - Throws: where the space is not valid, and what the model throws.
  package init(space: SearchSpace, model: Model) throws {
    try space.validate()
    let layout = GenomeLayout(space)
    self.layout = layout
    self.model = model
    let counts = layout.blocks.map { space.units[$0.unit].blockCount }
    strides = layout.blocks.indices.flatMap { block in
      let genes = layout.bytes(of: block..<block + 1).map { layout.blockBytes[$0] }
      return genes.indices.map { index in
        genes[(index + 1)...].reduce(1) { $0 * layout.choiceCounts[$1] }
      }
    }
    firstChoices = counts.indices.map { counts.prefix($0).reduce(0, +) }
    choiceCount = counts.reduce(0, +)
    var blocks: [Model.Segment] = []
    var frames: [Model.Segment] = []
    for resolution in space.resolutions {
      // By block and choice.
      var costs = counts.map { [Model.Segment](repeating: Model.Segment(), count: $0) }
      var frame = Model.Segment()
      for (turn, architecture) in space.cover(resolution: resolution).enumerated() {
        let segments = try Segments(of: architecture, in: space, by: model)
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

  /// What the point of the space with this genome needs: a row of sums, without allocation.
  #if hasAttribute(specialized)
  @specialized(where Model == MicrocontrollerModel)
  @specialized(where Model == MeasuredLatencyModel<MicrocontrollerModel>)
  #endif
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
    return model.cost(of: total)
  }

  package func exactCost(of architecture: Architecture) throws -> Cost {
    try model.cost(of: try architecture.sectionedGraph(in: space))
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

/// The costs of the blocks of one architecture, and of what is around them.
private struct Segments<Segment: CostSegment> {
  var frame: Segment
  var blocks: [BlockPosition: Segment] = [:]

  init<Model: CostModel>(
    of architecture: Architecture, in space: SearchSpace, by model: Model
  ) throws where Model.Segment == Segment {
    let network = try architecture.sectionedGraph(in: space)
    let (nodes, parts) = (network.graph.nodes.indices, network.blocks)
    let first = parts.first?.block.nodes.lowerBound ?? nodes.upperBound
    let last = parts.last?.block.nodes.upperBound ?? nodes.upperBound
    // What is before the blocks, the blocks, and what is behind them.
    let ranges = [0..<first] + parts.map(\.block.nodes) + [last..<nodes.upperBound]
    var costs = try model.segments(of: network, in: ranges.filter { !$0.isEmpty })
    frame = model.frame(of: network)
    frame.append(costs.removeFirst())
    for part in parts { blocks[part.position] = costs.removeFirst() }
    for cost in costs { frame.append(cost) }
  }
}
