package import Architectures
package import Devices

/// What networks need on a device, and how that adds up over the parts of a network.
///
/// A ``CostTable`` asks for the parts of a few networks and adds them up for all networks of a space, so
/// that a search asks no model. A model of another kind of device is a type that conforms, and a case in
/// `Device.costs(of:form:latencies:)`.
package protocol CostModel: Sendable {
  /// What a run of layers needs.
  associatedtype Segment: CostSegment

  /// What a network needs as a whole.
  ///
  /// - Throws: where the model has no number for a part of the network.
  func cost(of network: SectionedGraph) throws -> Cost

  /// What each of several ranges of a network's nodes needs, in the order of the ranges.
  ///
  /// - Throws: where the model has no number for a part of the network.
  func segments(of network: SectionedGraph, in ranges: [Range<Int>]) throws -> [Segment]

  /// What a network needs for its inputs and outputs, whatever is between them.
  func frame(of network: SectionedGraph) -> Segment

  /// What a network needs that all of these are parts of.
  func cost(of total: Segment) -> Cost
}

/// What a run of layers needs, where runs add up to a network.
package protocol CostSegment: Sendable {
  /// No layers.
  init()

  /// Adds layers that run after these; the order in which runs are added decides nothing.
  mutating func append(_ other: Self)
}

extension CostModel {
  /// Nothing, as most models see layers alone.
  package func frame(of network: SectionedGraph) -> Segment { Segment() }
}
