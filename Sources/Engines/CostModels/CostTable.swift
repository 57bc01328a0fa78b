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
  /// The space.
  package let space: SearchSpace
  private let model: MicrocontrollerModel
  private let largest: FloatGraph
  private let blocks: [Key: SegmentCost]
  /// Stem and head, of each resolution.
  private let frames: [Int: SegmentCost]

  private struct Key: Hashable {
    var resolution: Int
    var position: BlockPosition
    var block: Architecture.Block
  }

  /// Models every block once; throws where the space is not valid.
  package init(space: SearchSpace, model: MicrocontrollerModel) throws {
    try space.validate()
    self.space = space
    self.model = model
    largest = try space.largest.graph(in: space)
    var blocks: [Key: SegmentCost] = [:]
    var frames: [Int: SegmentCost] = [:]
    for resolution in space.resolutions {
      for architecture in space.cover(resolution: resolution) {
        let segments = try Segments(architecture, in: space, model)
        frames[resolution] = segments.frame
        for (position, cost) in segments.blocks {
          let block = architecture.units[position.unit][position.block]
          blocks[Key(resolution: resolution, position: position, block: block)] = cost
        }
      }
    }
    self.blocks = blocks
    self.frames = frames
  }

  /// What a point of the space needs; the programmer's mistake where it is none.
  package func cost(of architecture: Architecture) -> Cost {
    guard var total = frames[architecture.resolution] else {
      preconditionFailure("Resolution \(architecture.resolution) is not in the space.")
    }
    for (unit, choices) in architecture.units.enumerated() {
      for (index, block) in choices.enumerated() {
        let position = BlockPosition(unit: unit, block: index)
        let key = Key(resolution: architecture.resolution, position: position, block: block)
        guard let cost = blocks[key] else {
          preconditionFailure("Block \(position.name) of \(architecture) is not in the space.")
        }
        total.append(cost)
      }
    }
    return model.cost(of: total, as: largest)
  }
}

extension SearchSpace {
  /// Architectures of full depth in which every choice of every block occurs.
  ///
  /// What comes in and goes out of a block depends on the resolution alone, so other blocks do not
  /// matter.
  fileprivate func cover(resolution: Int) -> [Architecture] {
    let choices = units.map { unit in
      unit.kernels.flatMap { kernel in
        unit.expandRatios.map { Architecture.Block(kernel: kernel, expandRatio: $0) }
      }
    }
    return (0..<(choices.map(\.count).max() ?? 0)).map { turn in
      Architecture(
        resolution: resolution,
        units: zip(units, choices).map { unit, choices in
          Array(repeating: choices[turn % choices.count], count: unit.depths.last ?? 0)
        })
    }
  }
}

/// The costs of the blocks of one architecture, and of what is before and behind them.
private struct Segments {
  var frame: SegmentCost
  var blocks: [BlockPosition: SegmentCost] = [:]

  init(_ architecture: Architecture, in space: SearchSpace, _ model: MicrocontrollerModel) throws {
    let graph = try architecture.graph(in: space)
    let buffers = BufferGraph(graph) { scratchBytes(graph, $0) }

    func cost(_ range: Range<Int>) -> SegmentCost {
      SegmentCost(
        range.compactMap { model.layer(graph, $0) },
        arenaBytes: MemoryPlan(buffers.segment(range)).arenaBytes)
    }

    var first: Int?
    var end = 0
    for (unit, choices) in architecture.units.enumerated() {
      for index in choices.indices {
        let position = BlockPosition(unit: unit, block: index)
        let prefix = "\(position.name)."
        let nodes = graph.nodes.indices.filter { graph.nodes[$0].name.hasPrefix(prefix) }
        guard let lower = nodes.first, let upper = nodes.last else { continue }
        blocks[position] = cost(lower..<upper + 1)
        first = first ?? lower
        end = upper + 1
      }
    }
    frame = cost(0..<(first ?? graph.nodes.count))
    if first != nil { frame.append(cost(end..<graph.nodes.count)) }
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
