package import Devices

/// The networks of a device whose linked images were larger than its budget although the cost model had
/// them fit, as `refused.json` keeps them.
///
/// What is chosen next depends on this file and on those of the search, so a run that was stopped
/// chooses the same networks as one that was not.
package struct RefusedNetworks: Codable, Equatable, Sendable {
  /// A network and its memory.
  struct Network: Equatable, Sendable {
    /// What was linked.
    var network: QuantizedNetwork
    /// By memory its bytes by the cost model and in the linked image.
    var bytes: [Resource: Comparison]
    /// Read-only bytes of the linked image that are no constants.
    var codeBytes: Int

    /// What the linked image takes, measured.
    var linkedCost: Cost {
      Cost(bytes.mapValues { Quantity(Double($0.linked), .measured) })
    }
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
    return networks.reduce(into: [:]) { margin, network in
      for (memory, bytes) in network.bytes {
        margin[memory] = max(margin[memory] ?? 0, bytes.linked - bytes.modelled)
      }
    }
  }

  /// Every number that is added to others.
  var numbers: [(field: String, value: Double)] {
    var numbers: [(field: String, value: Double)] = []
    for network in networks {
      for memory in Resource.memories {
        guard let bytes = network.bytes[memory] else { continue }
        numbers += [bytes.modelled, bytes.linked].map { (memory.description.key, Double($0)) }
      }
      numbers.append(("codeBytes", Double(network.codeBytes)))
    }
    return numbers
  }
}

/// By memory the bytes by which the cost model falls short, at least 0.
package typealias ModelMargin = [Resource: Int]

extension RefusedNetworks.Network: Codable {
  private enum Field: String, CodingKey { case network, codeBytes }

  /// Reads a network; each memory has a field of its own beside the others.
  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    network = try fields.decode(QuantizedNetwork.self, forKey: .network)
    codeBytes = try fields.decode(Int.self, forKey: .codeBytes)
    let memories = try decoder.container(keyedBy: ResourceKey.self)
    bytes = [:]
    for memory in Resource.memories {
      bytes[memory] = try memories.decodeIfPresent(
        RefusedNetworks.Comparison.self, forKey: ResourceKey(memory))
    }
  }

  /// Writes the same.
  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(network, forKey: .network)
    try fields.encode(codeBytes, forKey: .codeBytes)
    var memories = encoder.container(keyedBy: ResourceKey.self)
    for (memory, bytes) in bytes { try memories.encode(bytes, forKey: ResourceKey(memory)) }
  }
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
