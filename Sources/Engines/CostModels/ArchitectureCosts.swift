package import Architectures
package import Devices

/// What the architectures of a space need on a device, as a search asks for it.
package protocol ArchitectureCosts: Sendable {
  /// The space, and the places of its choices in genomes.
  var layout: GenomeLayout { get }

  /// What the point of the space with this genome needs; asked millions of times.
  func cost(of genome: ArraySlice<UInt8>) -> Cost

  /// What a point of the space needs as a whole, such as with one plan of its memory; asked for few.
  func exactCost(of architecture: Architecture) throws -> Cost
}

extension ArchitectureCosts {
  /// What a point of the space needs; the architecture must be a point of the space.
  package func cost(of architecture: Architecture) -> Cost {
    cost(of: layout.genome(of: architecture)[...])
  }
}
