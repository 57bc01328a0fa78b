/// What a network may need at the most; a resource without a limit is free.
public struct Budget: Equatable, Sendable {
  /// By resource, infinite where it is free, so that nothing exceeds it.
  private var limits = SIMD8<Double>(repeating: .infinity)
  /// By resource 1 where it has a limit.
  private var isLimited = SIMD8<UInt8>()

  /// A budget without limits.
  public init() {}

  /// A budget with these limits, in bytes, operations or milliseconds.
  public init(_ limits: [Resource: Double]) {
    for (resource, limit) in limits { self[resource] = limit }
  }

  /// The limit of a resource, or nil where it is free.
  public subscript(resource: Resource) -> Double? {
    get { isLimited[resource.rawValue] == 0 ? nil : limits[resource.rawValue] }
    set {
      limits[resource.rawValue] = newValue ?? .infinity
      isLimited[resource.rawValue] = newValue == nil ? 0 : 1
    }
  }

  /// The limit of a memory in bytes, or nil where it is free.
  public func bytes(of memory: Resource) -> Int? { self[memory].map { Int(nearest: $0) } }

  /// What is left of a device for the network: each memory less what the program around it gets (flash
  /// 16 KiB, RAM 4 KiB), and at least half of it.
  public static func standard(for device: Device) -> Budget {
    var budget = Budget()
    for memory in Resource.memories {
      budget[memory] = device.bytes(of: memory).map { bytes in
        Double(max(bytes - memory.description.reservedBytes, bytes / 2))
      }
    }
    return budget
  }

  /// The limits of memories alone.
  package var memories: Budget {
    var budget = Budget()
    for memory in Resource.memories { budget[memory] = self[memory] }
    return budget
  }

  /// The same with the limits of another budget for the resources that are free.
  package func filled(from other: Budget) -> Budget {
    var budget = self
    for resource in Resource.allCases { budget[resource] = self[resource] ?? other[resource] }
    return budget
  }

  /// The resources of which `cost` needs more than this budget allows, in the order of the resources.
  public func violations(of cost: Cost) -> [Violation] {
    Resource.allCases.compactMap { resource in
      guard let allowed = self[resource], cost.value(of: resource) > allowed else { return nil }
      return Violation(resource, needed: cost.value(of: resource), allowed: allowed)
    }
  }

  /// How far a cost is above the budget, as the sum of the shares of what exceeds it; 0 where it fits.
  package func excess(of cost: Cost) -> Double {
    var sum = 0.0
    for index in limits.indices where cost.values[index] > limits[index] {
      sum += cost.values[index] / max(limits[index], .leastNonzeroMagnitude) - 1
    }
    return sum
  }
}

extension Budget: ExpressibleByDictionaryLiteral {
  /// For example `[.ram: 65_536, .latency: 12.5]`.
  public init(dictionaryLiteral elements: (Resource, Double)...) {
    for (resource, limit) in elements { self[resource] = limit }
  }
}

extension Budget: Codable {
  /// Reads an object with a field for each limit.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: ResourceKey.self)
    for resource in Resource.allCases {
      let key = ResourceKey(resource)
      self[resource] =
        resource.description.unit.isWhole
        ? try container.decodeIfPresent(Int.self, forKey: key).map(Double.init)
        : try container.decodeIfPresent(Double.self, forKey: key)
    }
  }

  /// Writes the same.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: ResourceKey.self)
    for resource in Resource.allCases {
      guard let limit = self[resource] else { continue }
      if resource.description.unit.isWhole {
        try container.encode(Int(nearest: limit), forKey: ResourceKey(resource))
      } else {
        try container.encode(limit, forKey: ResourceKey(resource))
      }
    }
  }
}
