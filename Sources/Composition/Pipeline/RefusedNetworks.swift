/// The networks of a device whose linked images were larger than its budget although the cost model had
/// them fit, as `refused.json` keeps them.
///
/// What is chosen next depends on this file and on those of the search, so a run that was stopped
/// chooses the same networks as one that was not.
package struct RefusedNetworks: Codable, Equatable, Sendable {
  /// A network and its memory.
  struct Network: Codable, Equatable, Sendable {
    /// What was linked.
    var network: QuantizedNetwork
    /// Read-only bytes by the cost model and in the linked image.
    var flashBytes: Comparison
    /// Read-write bytes.
    var ramBytes: Comparison
    /// Read-only bytes of the linked image that are no constants.
    var codeBytes: Int
  }

  /// Bytes by the cost model and in the linked image.
  struct Comparison: Codable, Equatable, Sendable {
    var modelled: Int
    var linked: Int
  }

  /// The networks in the order in which they were linked.
  var networks: [Network] = []

  /// By how much the cost model falls short at the most; nil where nothing was refused.
  package var margin: ModelMargin? {
    guard !networks.isEmpty else { return nil }
    func most(_ bytes: KeyPath<Network, Comparison>) -> Int {
      networks.reduce(0) { max($0, $1[keyPath: bytes].linked - $1[keyPath: bytes].modelled) }
    }
    return ModelMargin(flashBytes: most(\.flashBytes), ramBytes: most(\.ramBytes))
  }

  /// Every number that is added to others.
  var numbers: [(field: String, value: Double)] {
    var numbers: [(field: String, value: Double)] = []
    for network in networks {
      for (field, bytes) in [("flashBytes", network.flashBytes), ("ramBytes", network.ramBytes)] {
        numbers.append((field, Double(bytes.modelled)))
        numbers.append((field, Double(bytes.linked)))
      }
      numbers.append(("codeBytes", Double(network.codeBytes)))
    }
    return numbers
  }
}

/// Bytes by which the cost model falls short.
package struct ModelMargin: Equatable, Sendable {
  /// Read-only bytes, at least 0.
  var flashBytes: Int
  /// Read-write bytes, at least 0.
  var ramBytes: Int
}

extension RunFolder {
  /// The networks of a device whose linked images were too large; none where there is no such file.
  package func readRefused(of device: String) throws -> RefusedNetworks {
    let (file, step) = (self.device(device).refused, RunStep.quantize.rawValue)
    let refused =
      try readIfPresent(RefusedNetworks.self, from: file, writtenBy: step) ?? RefusedNetworks()
    try check(refused.numbers, in: file, writtenBy: step)
    return refused
  }
}
