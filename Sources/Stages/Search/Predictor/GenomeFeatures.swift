import Architectures
import Tensors

/// Turns genomes into the ones of ``ArchitectureEncoding``, without a look-up.
struct GenomeFeatures: Sendable {
  let layout: GenomeLayout
  /// The length of the encoded vector.
  let count: Int
  /// Per block the features of its first kernel and its first expand ratio; nil where it has none.
  private let firstFeatures: [(kernel: UInt16, expandRatio: UInt16)?]
  private let firstResolution: UInt16

  init(_ layout: GenomeLayout) {
    self.layout = layout
    let encoding = ArchitectureEncoding(layout.space)
    precondition(encoding.featureCount <= Int(UInt16.max), "Features are counted in 16 bits.")
    count = encoding.featureCount
    // With all blocks and first choices alone, the ones are the places where choices start.
    let first = Architecture(
      resolution: layout.space.resolutions[0],
      units: layout.space.units.map { unit in
        Array(
          repeating: Architecture.Block(
            kernel: unit.kernels[0], expandRatio: unit.expandRatios[0]),
          count: unit.largestDepth)
      })
    let starts = encoding.features(of: first).map { UInt16($0) }
    let slots = encoding.slots.count
    let places = Dictionary(
      uniqueKeysWithValues: encoding.slots.enumerated().map { ($0.element, $0.offset) })
    firstFeatures = layout.blocks.map { block in
      places[block].map { (starts[$0], starts[slots + $0]) }
    }
    firstResolution = starts[2 * slots]
  }

  /// Adds the row of a genome; the order of its ones does not matter.
  func append(_ genome: ArraySlice<UInt8>, to rows: inout OneHotRows) {
    let start = genome.startIndex
    rows.append(firstResolution + UInt16(genome[start]))
    for unit in layout.depths.indices {
      let first = layout.firstBlocks[unit]
      for block in first..<first + layout.depths[unit][Int(genome[start + 1 + unit])] {
        guard let features = firstFeatures[block] else { continue }
        rows.append(features.kernel + UInt16(genome[start + layout.firstKernel + block]))
        rows.append(features.expandRatio + UInt16(genome[start + layout.firstExpandRatio + block]))
      }
    }
    rows.endRow()
  }
}
