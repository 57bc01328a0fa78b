package import Architectures
package import Devices
import Graphs
import Planning

extension MicrocontrollerModel: CostModel {
  /// What a run of layers takes.
  package struct Segment: CostSegment, Equatable {
    /// Multiply-adds for one image.
    var macs = 0
    /// Cycles for one image.
    var cycles = 0
    /// Flash without the code of functions.
    var flashBytes = 0
    /// The largest sum of live values and scratch.
    var arenaBytes = 0
    /// The functions that are called.
    var functions = FunctionSet()

    package init() {}

    init(_ layers: [LayerCost], arenaBytes: Int) {
      self.arenaBytes = arenaBytes
      for layer in layers {
        macs += layer.macs
        cycles += layer.cycles
        flashBytes += layer.flashBytes
        functions.insert(FunctionSet(layer.function))
      }
    }

    /// Adds layers that run after these: sums, the larger arena and all functions.
    package mutating func append(_ other: Segment) {
      macs += other.macs
      cycles += other.cycles
      flashBytes += other.flashBytes
      arenaBytes = max(arenaBytes, other.arenaBytes)
      functions.formUnion(other.functions)
    }
  }

  /// What the network needs after quantization to 8 bits.
  package func cost(of network: SectionedGraph) -> Cost { cost(of: network.graph) }

  /// Each range planned by itself, as no value but its input and output outlives it.
  package func segments(of network: SectionedGraph, in ranges: [Range<Int>]) -> [Segment] {
    let lowered = LoweredGraph(network.graph)
    let buffers = BufferGraph(lowered, scratchBytes: lowered.scratchBytes)
    return ranges.map { range in
      Segment(
        range.compactMap { layer(lowered, $0) },
        arenaBytes: MemoryPlan(buffers.segment(range)).arenaBytes)
    }
  }

  /// The tables of pixels and of class names.
  package func frame(of network: SectionedGraph) -> Segment { frame(of: network.graph) }

  /// The same of a graph without sections.
  func frame(of graph: FloatGraph) -> Segment {
    var segment = Segment()
    segment.flashBytes = form.tableBytes(
      channels: graph.inputValue.channels, classes: graph.outputValue.count)
    return segment
  }

  package func cost(of total: Segment) -> Cost {
    let ram = total.arenaBytes.roundedUp(to: 8) + stackBytes.roundedUp(to: 8)
    var cost = Cost()
    cost[.flash] = Quantity(Double(flash(of: total)), .estimated)
    cost[.ram] = Quantity(Double(ram), .estimated)
    cost[.macs] = Quantity(Double(total.macs), .estimated)
    cost[.latency] = Quantity(latency(cycles: total.cycles), .estimated)
    return cost
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
