/// A point of a search space; hashable, so that a cost or an accuracy can be remembered for it.
public struct Architecture: Hashable, Codable, Sendable {
  /// What is elastic in one block.
  public struct Block: Hashable, Codable, Sendable {
    /// The side of the depthwise kernel.
    public var kernel: Int
    /// Middle channels divided by input channels.
    public var expandRatio: Int

    /// A block.
    public init(kernel: Int, expandRatio: Int) {
      self.kernel = kernel
      self.expandRatio = expandRatio
    }
  }

  /// The side of the square input image.
  public var resolution: Int
  /// The running blocks of each unit; their number is the depth of the unit.
  public var units: [[Block]]

  /// A point of a space.
  public init(resolution: Int, units: [[Block]]) {
    self.resolution = resolution
    self.units = units
  }
}

extension Architecture: CustomStringConvertible {
  /// For example `r28 k5e6,k3e3 k7e4`: the resolution, then the blocks of each unit.
  public var description: String {
    let units = units.map { blocks in
      blocks.map { "k\($0.kernel)e\($0.expandRatio)" }.joined(separator: ",")
    }
    return (["r\(resolution)"] + units).joined(separator: " ")
  }
}
