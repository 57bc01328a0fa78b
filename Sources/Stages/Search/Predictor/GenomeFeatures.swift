import Architectures
import Graphs
import Tensors

/// Turns genomes into the ones of ``ArchitectureEncoding``, without a look-up.
struct GenomeFeatures: Sendable {
  let layout: GenomeLayout
  /// The length of the encoded vector.
  let count: Int
  /// For each of the layout's `blockBytes` the feature of its first choice.
  private let firstFeatures: [UInt16]
  /// Whether the blocks of a unit have features.
  private let isEncoded: [Bool]
  private let firstResolution: UInt16

  init(_ layout: GenomeLayout) {
    self.layout = layout
    let encoding = ArchitectureEncoding(layout.space)
    require(encoding.featureCount <= Int(UInt16.max), "Features are counted in 16 bits.")
    count = encoding.featureCount
    firstFeatures = layout.blockBytes.map { UInt16(encoding.firstFeatures[$0] ?? 0) }
    isEncoded = layout.space.units.map(\.isElastic)
    firstResolution = UInt16(encoding.firstFeatures[layout.resolutionByte] ?? 0)
  }

  /// Adds the row of a genome; the order of its ones does not matter.
  func append(_ genome: ArraySlice<UInt8>, to rows: inout OneHotRows) {
    let start = genome.startIndex
    rows.append(firstResolution + UInt16(genome[start + layout.resolutionByte]))
    for unit in layout.depths.indices where isEncoded[unit] {
      let first = layout.firstBlocks[unit]
      let depth = layout.depths[unit][Int(genome[start + layout.depthByte(of: unit)])]
      for index in layout.bytes(of: first..<first + depth) {
        rows.append(firstFeatures[index] + UInt16(genome[start + layout.blockBytes[index]]))
      }
    }
    rows.endRow()
  }
}
