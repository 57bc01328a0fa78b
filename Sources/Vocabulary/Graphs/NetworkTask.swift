/// What the outputs of a network are for; it decides how the network is trained and scored.
public enum NetworkTask: Equatable, Sendable {
  /// One output for each of these classes; the largest output names the class.
  case classes([String])
  /// Plain values, which training brings close to the values of the input, as an autoencoder's.
  case values

  /// The names of the classes in the order of the outputs; empty for plain values.
  public var classes: [String] {
    switch self {
    case .classes(let names): names
    case .values: []
    }
  }

  /// The number that says how well such a network does.
  public var score: Score {
    switch self {
    case .classes: .accuracy
    case .values: .explainedVariance
    }
  }

  /// Why a network of these shapes cannot have the task, as a sentence; nil where it can.
  package func violation(input: Shape, outputs: Int) -> String? {
    switch self {
    case .classes(let names):
      names.count == outputs
        ? nil : "The network has \(outputs) outputs and names \(names.count) classes."
    case .values:
      input.count == outputs
        ? nil
        : "The network has \(outputs) outputs; plain values are as many as the \(input.count) of "
          + "the input."
    }
  }
}

/// Files have the names of the classes, or null for plain values.
extension NetworkTask: Codable {
  /// Reads names or null.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self = container.decodeNil() ? .values : .classes(try container.decode([String].self))
  }

  /// Writes names or null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .classes(let names): try container.encode(names)
    case .values: try container.encodeNil()
    }
  }
}

/// The number that says how well a network does, from 0 to 1; the larger, the better.
public enum Score: String, Codable, CaseIterable, Sendable {
  /// The share of inputs whose class is answered.
  case accuracy
  /// The share of the variance of the targets that the outputs explain: 1 without any error, 0
  /// where the mean of each value would do as well.
  case explainedVariance = "explained variance"

  /// What a table says below such numbers; nil where every reader knows them.
  public var note: String? {
    switch self {
    case .accuracy: nil
    case .explainedVariance:
      "R²: the share of the variance of the test inputs that the outputs explain; 100 % is without "
        + "error, 0 % no better than the mean of each value"
    }
  }

  /// A heading over such numbers, such as `Float` or `Float R²`.
  public func heading(_ network: String) -> String {
    switch self {
    case .accuracy: network
    case .explainedVariance: "\(network) R²"
    }
  }
}
