extension SearchSpace {
  /// Checks that every list of choices is ascending and makes sense; the error names the field.
  ///
  /// Upper limits keep the counts of every network within 64 bits.
  public func validate() throws(ArchitectureError) {
    let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    try require(
      !name.isEmpty && name.allSatisfy(allowed.contains), "name",
      "A name is of lower-case letters, digits, hyphens and points.", "\"\(name)\"")
    try check(resolutions, "resolutions", "Choices are ascending and 8 to 4096.", 8...4096)
    try check([imageChannels], "imageChannels", "There are 1 to 65535 channels.", 1...65535)
    try check([stemChannels], "stemChannels", "There are 1 to 65535 channels.", 1...65535)
    try check([stemStride], "stemStride", "A stride is 1 or 2.", 1...2)
    try require(
      (1...64).contains(units.count), "units", "There are 1 to 64 units.",
      units.isEmpty ? "empty" : "\(units.count)")
    for (index, unit) in units.enumerated() {
      let place = "unit \(index + 1), "
      try check([unit.channels], place + "channels", "There are 1 to 65535 channels.", 1...65535)
      try check([unit.stride], place + "stride", "A stride is 1 or 2.", 1...2)
      try check(unit.depths, place + "depths", "Choices are ascending and 1 to 64.", 1...64)
      for gene in BlockGene.allCases { try check(unit, gene, place + gene.listField) }
    }
    try check([headChannels], "headChannels", "There are 0 to 65535 channels.", 0...65535)
    try check([featureChannels], "featureChannels", "There are 0 to 65535 channels.", 0...65535)
    try check([classes], "classes", "There are 2 to 65535 classes.", 2...65535)
    try check([channelMultiple], "channelMultiple", "The number is 1 to 1024.", 1...1024)
    try require(
      epsilon > 0 && epsilon.isFinite, "epsilon", "The number is above 0.", "\(epsilon)")
  }

  private func check(
    _ unit: Unit, _ gene: BlockGene, _ place: String
  ) throws(ArchitectureError) {
    let (choices, rule) = (unit[gene], gene.rule)
    guard unit.kind.genes.contains(gene) else {
      return try require(
        choices.isEmpty, place, "Blocks of the kind '\(unit.kind.rawValue)' have none.",
        "\(choices)")
    }
    try check(choices, place, rule.sentence, rule.allowed)
    try require(
      !rule.isOdd || choices.allSatisfy { $0 % 2 == 1 }, place, rule.sentence, "\(choices)")
  }

  private func check(
    _ choices: [Int], _ place: String, _ rule: String, _ allowed: ClosedRange<Int>
  ) throws(ArchitectureError) {
    let isAscending = zip(choices, choices.dropFirst()).allSatisfy { $0 < $1 }
    try require(
      !choices.isEmpty && isAscending && choices.allSatisfy(allowed.contains), place, rule,
      choices.count == 1 ? "\(choices[0])" : "\(choices)")
  }

  private func require(
    _ holds: Bool, _ place: String, _ rule: String, _ found: @autoclosure () -> String
  ) throws(ArchitectureError) {
    if !holds { throw .space(name: name, place: place, rule: rule, found: found()) }
  }

  /// Checks that `architecture` is a point of this space; the error names the gene that is not.
  public func validate(_ architecture: Architecture) throws(ArchitectureError) {
    try check(architecture, .resolution, resolutions)
    guard architecture.units.count == units.count else {
      throw .unitCount(expected: units.count, found: architecture.units.count)
    }
    for (index, unit) in units.enumerated() {
      try check(architecture, .depth(unit: index), unit.depths)
      for number in architecture.units[index].indices {
        let position = BlockPosition(unit: index, block: number)
        for gene in BlockGene.allCases {
          try check(architecture, .block(position, gene), unit[gene])
        }
      }
    }
  }

  private func check(
    _ architecture: Architecture, _ place: Gene.Place, _ choices: [Int]
  ) throws(ArchitectureError) {
    let value = architecture[place]
    guard value.map(choices.contains) ?? choices.isEmpty else {
      throw .choice(place: "\(place)", allowed: choices, found: value ?? 0)
    }
  }
}
