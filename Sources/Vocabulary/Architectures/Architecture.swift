/// A point of a search space; hashable, so that a cost or an accuracy can be remembered for it.
public struct Architecture: Hashable, Codable, Sendable {
  /// What is elastic in one block.
  public struct Block: Hashable, Sendable {
    private var values: [BlockGene: Int] = [:]

    /// A block.
    public init(kernel: Int, expandRatio: Int) {
      values = [.kernel: kernel, .expandRatio: expandRatio]
    }

    /// A block of these genes, each with the value that a function gives.
    package init(genes: [BlockGene] = [], value: (BlockGene) -> Int = { _ in 0 }) {
      for gene in genes { values[gene] = value(gene) }
    }

    /// The value of a gene; nil where the block does not have it.
    package subscript(gene: BlockGene) -> Int? {
      get { values[gene] }
      set { values[gene] = newValue }
    }

    /// The side of the kernel; 0 where blocks of its kind have none.
    public var kernel: Int {
      get { self[.kernel] ?? 0 }
      set { self[.kernel] = newValue }
    }

    /// Middle channels divided by input channels; 0 where blocks of its kind have none.
    public var expandRatio: Int {
      get { self[.expandRatio] ?? 0 }
      set { self[.expandRatio] = newValue }
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

extension Architecture.Block: Codable {
  /// Reads a block; genes that not every kind of blocks has may be absent.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: BlockGene.self)
    self.init()
    for gene in BlockGene.allCases {
      self[gene] =
        gene.isUniversal
        ? try fields.decode(Int.self, forKey: gene)
        : try fields.decodeIfPresent(Int.self, forKey: gene)
    }
  }

  /// Writes the block.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: BlockGene.self)
    for gene in BlockGene.allCases { try fields.encodeIfPresent(self[gene], forKey: gene) }
  }
}

extension Architecture: CustomStringConvertible {
  /// For example `r28 k5e6,k3e3 k7e4`: the resolution, then the blocks of each unit.
  public var description: String {
    let units = units.map { $0.map(\.description).joined(separator: ",") }
    return (["r\(resolution)"] + units).joined(separator: " ")
  }
}

extension Architecture.Block: CustomStringConvertible {
  /// For example `k5e6`: the letter and the value of each gene.
  public var description: String {
    BlockGene.allCases.compactMap { gene in self[gene].map { "\(gene.letter)\($0)" } }.joined()
  }
}
