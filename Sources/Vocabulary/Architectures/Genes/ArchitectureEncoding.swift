/// The places of an architecture's choices in a vector of zeros and ones, the input of a predictor.
///
/// A gene has a feature for each of its choices, in the order of the space; that of the choice is 1. The
/// features of a block that the depth of its unit skips are all 0.
package struct ArchitectureEncoding: Sendable {
  /// The genes of the space.
  package let layout: GenomeLayout
  /// The length of the vector.
  package let featureCount: Int
  /// Per byte of a genome the feature of its first choice; nil where it has none.
  package let firstFeatures: [Int?]
  /// The bytes that have features, in the order of the features.
  private let bytes: [Int]

  /// The encoding of the once-for-all paper: the genes of blocks, then the resolution.
  ///
  /// Genes come in their order, so kernels before expand ratios. Only blocks of elastic units have
  /// features, that is, of more than one depth, kernel or expand ratio. The depth needs no feature: those
  /// of an absent block are all 0. The paper's space with 8 resolutions has 20 such blocks and
  /// 60 + 60 + 8 = 128 features (arXiv 1908.09791, appendix A).
  package init(_ space: SearchSpace) {
    let layout = GenomeLayout(space)
    let blocks = layout.genes.indices.filter { byte in
      guard case .block(let position, _) = layout.genes[byte].place else { return false }
      return space.units[position.unit].isElastic
    }
    self.init(layout, bytes: blocks + [layout.resolutionByte])
  }

  /// The encoding of every gene: the resolution, then by unit its depth and its blocks, one by one.
  package init(everyGeneOf space: SearchSpace) {
    let layout = GenomeLayout(space)
    var bytes = [layout.resolutionByte]
    for (unit, choices) in space.units.enumerated() {
      let first = layout.firstBlocks[unit]
      bytes.append(layout.depthByte(of: unit))
      bytes += layout.bytes(of: first..<first + choices.largestDepth).map { layout.blockBytes[$0] }
    }
    self.init(layout, bytes: bytes)
  }

  private init(_ layout: GenomeLayout, bytes: [Int]) {
    self.layout = layout
    self.bytes = bytes
    var firstFeatures = [Int?](repeating: nil, count: layout.count)
    var count = 0
    for byte in bytes {
      firstFeatures[byte] = count
      count += layout.choiceCounts[byte]
    }
    self.firstFeatures = firstFeatures
    featureCount = count
  }

  /// The space of the architectures.
  package var space: SearchSpace { layout.space }

  /// The ascending indices of the ones: one for each gene that has features and runs.
  ///
  /// - Precondition: `architecture` is a point of the space.
  package func features(of architecture: Architecture) -> [Int] {
    let genome = layout.genome(of: architecture)
    return bytes.compactMap { byte in
      guard architecture[layout.genes[byte].place] != nil else { return nil }
      return firstFeatures[byte].map { $0 + Int(genome[byte]) }
    }
  }

  /// The architecture whose features these are, in any order; nil where they are those of none.
  package func architecture(of features: [Int]) -> Architecture? {
    let ones = Set(features)
    var genome = [UInt8](repeating: 0, count: layout.count)
    var isChosen = [Bool](repeating: false, count: layout.count)
    for byte in bytes {
      guard let first = firstFeatures[byte],
        let choice = (0..<layout.choiceCounts[byte]).first(where: { ones.contains(first + $0) })
      else { continue }
      genome[byte] = UInt8(choice)
      isChosen[byte] = true
    }
    for (unit, choices) in space.units.enumerated()
    where choices.isElastic && firstFeatures[layout.depthByte(of: unit)] == nil {
      let first = layout.firstBlocks[unit]
      let depth = (first..<first + choices.largestDepth).prefix { block in
        layout.bytes(of: block..<block + 1).allSatisfy { isChosen[layout.blockBytes[$0]] }
      }.count
      guard let index = choices.depths.firstIndex(of: depth) else { return nil }
      genome[layout.depthByte(of: unit)] = UInt8(index)
    }
    layout.clearSkipped(&genome)
    // What names a gene twice, not at all or beyond the depth decodes, but not to these features.
    let architecture = layout.architecture(of: genome)
    return self.features(of: architecture) == features.sorted() ? architecture : nil
  }
}
