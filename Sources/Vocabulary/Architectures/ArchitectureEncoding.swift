/// The places of an architecture's choices in a vector of zeros and ones, the input of a predictor.
///
/// A block has a *slot* where its unit is elastic, that is, has more than one depth, kernel or expand
/// ratio. The vector holds, in this order,
///
/// 1. per slot one feature for each kernel of its unit,
/// 2. per slot one feature for each expand ratio of its unit,
/// 3. one feature for each resolution,
///
/// with slots in the order of the blocks and choices in the order of the space. A slot that the depth
/// of its unit skips is all zero, which is how the vector tells the depth. The space of the
/// once-for-all paper with 8 resolutions has 20 slots and 60 + 60 + 8 = 128 features (arXiv
/// 1908.09791, appendix A).
package struct ArchitectureEncoding: Sendable {
  /// Where the features of one unit start; those of its block b are b · choices behind.
  private struct Unit {
    var isElastic: Bool
    var firstKernel: Int
    var firstExpandRatio: Int
  }

  /// The space of the architectures.
  package let space: SearchSpace
  /// The blocks that have features, in order.
  package let slots: [BlockPosition]
  /// The length of the vector.
  package let featureCount: Int

  private let units: [Unit]
  private let firstResolution: Int

  /// The encoding of a valid space.
  package init(_ space: SearchSpace) {
    self.space = space
    slots = space.units.enumerated().flatMap { index, unit in
      (0..<(unit.isElastic ? unit.largestDepth : 0)).map { BlockPosition(unit: index, block: $0) }
    }
    let kernels = slots.reduce(0) { $0 + space.units[$1.unit].kernels.count }
    var unit = Unit(isElastic: false, firstKernel: 0, firstExpandRatio: kernels)
    units = space.units.map { choices in
      unit.isElastic = choices.isElastic
      defer {
        if choices.isElastic {
          unit.firstKernel += choices.largestDepth * choices.kernels.count
          unit.firstExpandRatio += choices.largestDepth * choices.expandRatios.count
        }
      }
      return unit
    }
    firstResolution = unit.firstExpandRatio
    featureCount = firstResolution + space.resolutions.count
  }

  /// The ascending indices of the ones; two per slot that runs and one for the resolution.
  ///
  /// - Precondition: `architecture` is a point of the space.
  package func features(of architecture: Architecture) -> [Int] {
    precondition(
      architecture.units.count == units.count, "The architecture is a point of the encoded space.")
    var features: [Int] = []
    features.reserveCapacity(2 * slots.count + 1)
    for (index, unit) in units.enumerated() where unit.isElastic {
      let kernels = space.units[index].kernels
      for (position, block) in architecture.units[index].enumerated() {
        features.append(
          unit.firstKernel + position * kernels.count + place(of: block.kernel, in: kernels))
      }
    }
    for (index, unit) in units.enumerated() where unit.isElastic {
      let ratios = space.units[index].expandRatios
      for (position, block) in architecture.units[index].enumerated() {
        features.append(
          unit.firstExpandRatio + position * ratios.count + place(of: block.expandRatio, in: ratios)
        )
      }
    }
    features.append(firstResolution + place(of: architecture.resolution, in: space.resolutions))
    return features
  }

  /// The architecture whose features these are, in any order; nil where they are those of none.
  package func architecture(of features: [Int]) -> Architecture? {
    let ones = Set(features)
    guard let resolution = choice(of: space.resolutions, from: firstResolution, in: ones) else {
      return nil
    }
    var architecture = Architecture(resolution: resolution, units: [])
    for (unit, choices) in zip(units, space.units) {
      var blocks: [Architecture.Block] = []
      for position in 0..<choices.largestDepth {
        guard unit.isElastic else {
          blocks.append(
            Architecture.Block(kernel: choices.kernels[0], expandRatio: choices.expandRatios[0]))
          continue
        }
        let kernel = choice(
          of: choices.kernels, from: unit.firstKernel + position * choices.kernels.count, in: ones)
        let ratio = choice(
          of: choices.expandRatios,
          from: unit.firstExpandRatio + position * choices.expandRatios.count, in: ones)
        guard let kernel, let ratio else { break }
        blocks.append(Architecture.Block(kernel: kernel, expandRatio: ratio))
      }
      guard choices.depths.contains(blocks.count) else { return nil }
      architecture.units.append(blocks)
    }
    // What names a slot twice or beyond the depth decodes, but not to these features.
    return self.features(of: architecture) == features.sorted() ? architecture : nil
  }

  private func place(of value: Int, in choices: [Int]) -> Int {
    guard let place = choices.firstIndex(of: value) else {
      preconditionFailure(
        "The architecture is a point of the encoded space; \(value) is no choice.")
    }
    return place
  }

  private func choice(of choices: [Int], from first: Int, in ones: Set<Int>) -> Int? {
    choices.indices.first { ones.contains(first + $0) }.map { choices[$0] }
  }
}
