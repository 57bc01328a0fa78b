extension SearchSpace {
  /// Checks that every list of choices is ascending and makes sense.
  public func validate() throws(ArchitectureError) {
    try check(resolutions, "resolutions", "Choices are ascending and at least 8.") { $0 >= 8 }
    try check([imageChannels], "imageChannels", "There is at least one channel.") { $0 >= 1 }
    try check([stemChannels], "stemChannels", "There is at least one channel.") { $0 >= 1 }
    try check([stemStride], "stemStride", "A stride is 1 or 2.") { $0 == 1 || $0 == 2 }
    try check([headChannels], "headChannels", "The number is at least 0.") { $0 >= 0 }
    try check([classes], "classes", "There are at least 2 classes.") { $0 >= 2 }
    guard !units.isEmpty else {
      throw .space(
        name: name, place: "units", rule: "There is at least one unit.", found: "empty")
    }
    for (index, unit) in units.enumerated() {
      let place = "unit \(index + 1), "
      try check([unit.channels], place + "channels", "There is at least one channel.") { $0 >= 1 }
      try check([unit.stride], place + "stride", "A stride is 1 or 2.") { $0 == 1 || $0 == 2 }
      try check(unit.depths, place + "depths", "Choices are ascending and at least 1.") { $0 >= 1 }
      try check(unit.kernels, place + "kernels", "Choices are ascending and odd.") {
        $0 >= 1 && $0 % 2 == 1
      }
      try check(unit.expandRatios, place + "expandRatios", "Choices are ascending and at least 1.")
      { $0 >= 1 }
    }
  }

  private func check(
    _ choices: [Int], _ place: String, _ rule: String, _ isAllowed: (Int) -> Bool
  ) throws(ArchitectureError) {
    let isAscending = zip(choices, choices.dropFirst()).allSatisfy { $0 < $1 }
    guard choices.isEmpty || !isAscending || !choices.allSatisfy(isAllowed) else { return }
    let found = choices.count == 1 ? "\(choices[0])" : "\(choices)"
    throw .space(name: name, place: place, rule: rule, found: found)
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
