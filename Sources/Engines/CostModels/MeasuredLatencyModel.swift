package import Architectures
package import Devices

/// A model whose latency is replaced by that of a table of measured blocks.
package struct MeasuredLatencyModel<Base: CostModel>: CostModel {
  /// The layers of a segment by the model, and their latency by the table.
  package struct Segment: CostSegment {
    var base = Base.Segment()
    /// Milliseconds.
    var latency = 0.0

    package init() {}

    package mutating func append(_ other: Segment) {
      base.append(other.base)
      latency += other.latency
    }
  }

  private let base: Base
  private let latencies: LatencyTable

  /// - Parameters:
  ///   - base: gives all numbers but the latency.
  ///   - latencies: of the blocks of the networks that are asked for.
  package init(_ base: Base, _ latencies: LatencyTable) {
    self.base = base
    self.latencies = latencies
  }

  package func cost(of network: SectionedGraph) throws -> Cost {
    var cost = try base.cost(of: network)
    cost[.latency] = Quantity(try latencies.latency(of: network), .estimated)
    return cost
  }

  package func segments(
    of network: SectionedGraph, in ranges: [Range<Int>]
  ) throws -> [Segment] {
    try zip(ranges, base.segments(of: network, in: ranges)).map { range, part in
      var segment = Segment()
      segment.base = part
      segment.latency = try latencies.latency(of: network, in: range)
      return segment
    }
  }

  package func frame(of network: SectionedGraph) -> Segment {
    var segment = Segment()
    segment.base = base.frame(of: network)
    return segment
  }

  package func cost(of total: Segment) -> Cost {
    var cost = base.cost(of: total.base)
    cost[.latency] = Quantity(total.latency, .estimated)
    return cost
  }
}
