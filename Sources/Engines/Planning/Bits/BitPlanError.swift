public import Devices

/// A memory that does not hold a network whatever its bits: how near it comes.
public struct BitShortfall: Equatable, Sendable, CustomStringConvertible {
  /// Flash or RAM.
  public var memory: Resource
  /// What the network needs with 2 bits wherever bits can be cut.
  public var neededBytes: Int
  /// What the budget allows.
  public var allowedBytes: Int
  /// The step that needs it, or nil where it is the sum of all layers.
  public var layer: String?

  /// For example `RAM needs 301056 of 256000 bytes in pw1`.
  public var description: String {
    let word = memory.description.word
    if allowedBytes < 0 {
      let part = memory == .flash ? "the code alone" : "the stack alone"
      return "\(part) needs \(-allowedBytes) bytes more \(word) than the budget has"
    }
    let place = layer.map { " in \($0)" } ?? ""
    return "\(word) needs \(neededBytes) of \(allowedBytes) bytes\(place)"
  }
}

/// A network to which no bits can be given as it was asked for.
public enum BitPlanError: Error, Equatable, CustomStringConvertible {
  /// The network does not fit whatever its bits; what is missing comes with it.
  case doesNotFit(network: String, missing: [BitShortfall])
  /// The rule of the paper knows chains only; `node` reads several values or is read several times.
  case branches(network: String, node: String)

  /// One or two sentences: where, what was expected, what was found and what to do.
  public var description: String {
    switch self {
    case .doesNotFit(let network, let missing):
      "'\(network)' fits at no bits: \(missing.map(\.description).joined(separator: ", ")) "
        + "with as few bits as there are. Take a smaller network or larger memories."
    case .branches(let network, let node):
      "The memory rule 'paper' counts input and output of each layer, which holds for a chain; "
        + "'\(network)' branches at '\(node)'. Use the rule 'planned'."
    }
  }
}
