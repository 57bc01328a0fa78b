/// What a network needs on a device: a number for each resource that is known.
///
/// A search computes millions of costs, so the numbers lie in the value itself; they leave room for eight
/// resources.
public struct Cost: Equatable, Sendable {
  /// By resource, 0 where it is not known.
  @usableFromInline var values = SIMD8<Double>()
  /// By resource the code of its provenance, 0 where it is not known.
  @usableFromInline var provenances = SIMD8<UInt8>()

  /// A cost of which nothing is known.
  @inlinable public init() {}

  /// A cost of these resources.
  public init(_ quantities: [Resource: Quantity]) {
    for (resource, quantity) in quantities { self[resource] = quantity }
  }

  /// How much of a resource the network needs, or nil where that is not known.
  @inlinable public subscript(resource: Resource) -> Quantity? {
    get {
      Provenance(code: provenances[resource.rawValue])
        .map { Quantity(values[resource.rawValue], $0) }
    }
    set {
      values[resource.rawValue] = newValue?.value ?? 0
      provenances[resource.rawValue] = newValue?.provenance.code ?? 0
    }
  }

  /// The number of a resource, or 0 where it is not known.
  @inlinable
  public func value(of resource: Resource) -> Double { values[resource.rawValue] }

  /// Takes over what another cost knows, such as what was measured in place of estimates.
  public mutating func replace(by other: Cost) {
    for resource in Resource.allCases {
      if let quantity = other[resource] { self[resource] = quantity }
    }
  }
}

extension Cost: ExpressibleByDictionaryLiteral {
  /// For example `[.flash: Quantity(2048, .measured)]`.
  public init(dictionaryLiteral elements: (Resource, Quantity)...) {
    for (resource, quantity) in elements { self[resource] = quantity }
  }
}

extension Cost: Codable {
  /// Reads an object with a field for each resource that is known.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: ResourceKey.self)
    for resource in Resource.allCases {
      self[resource] = try container.decodeIfPresent(Quantity.self, forKey: ResourceKey(resource))
    }
  }

  /// Writes the same.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: ResourceKey.self)
    for resource in Resource.allCases {
      try container.encodeIfPresent(self[resource], forKey: ResourceKey(resource))
    }
  }
}
