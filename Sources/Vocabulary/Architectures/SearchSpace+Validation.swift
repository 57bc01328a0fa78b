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
      try check(unit.kernels, place + "kernels", "Choices are ascending, odd and 1 to 63.", 1...63)
      try require(
        unit.kernels.allSatisfy { $0 % 2 == 1 }, place + "kernels",
        "Choices are ascending, odd and 1 to 63.", "\(unit.kernels)")
      try check(
        unit.expandRatios, place + "expandRatios", "Choices are ascending and 1 to 64.", 1...64)
    }
    try check([headChannels], "headChannels", "There are 0 to 65535 channels.", 0...65535)
    try check([featureChannels], "featureChannels", "There are 0 to 65535 channels.", 0...65535)
    try check([classes], "classes", "There are 2 to 65535 classes.", 2...65535)
    try check([channelMultiple], "channelMultiple", "The number is 1 to 1024.", 1...1024)
    try require(
      epsilon > 0 && epsilon.isFinite, "epsilon", "The number is above 0.", "\(epsilon)")
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
    guard resolutions.contains(architecture.resolution) else {
      throw .choice(place: "resolution", allowed: resolutions, found: architecture.resolution)
    }
    guard architecture.units.count == units.count else {
      throw .unitCount(expected: units.count, found: architecture.units.count)
    }
    for (index, (unit, blocks)) in zip(units, architecture.units).enumerated() {
      guard unit.depths.contains(blocks.count) else {
        throw .choice(
          place: "depth of unit \(index + 1)", allowed: unit.depths, found: blocks.count)
      }
      for (position, block) in blocks.enumerated() {
        let place = BlockPosition(unit: index, block: position).name
        guard unit.kernels.contains(block.kernel) else {
          throw .choice(place: "kernel of \(place)", allowed: unit.kernels, found: block.kernel)
        }
        guard unit.expandRatios.contains(block.expandRatio) else {
          throw .choice(
            place: "expand ratio of \(place)", allowed: unit.expandRatios,
            found: block.expandRatio)
        }
      }
    }
  }
}
