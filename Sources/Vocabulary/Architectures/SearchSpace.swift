public import Graphs

/// A space of networks: blocks in units, elastic in resolution, depth and the genes of the blocks.
///
/// A unit is a run of blocks with one number of output channels; its first block may stride.
public struct SearchSpace: Equatable, Sendable {
  /// One unit of the space.
  public struct Unit: Equatable, Sendable {
    /// Output channels of every block.
    public var channels: Int
    /// The stride of the first block, 1 or 2.
    public var stride: Int
    /// How many blocks may run, ascending, at least 1; a sub-network runs the first ones.
    public var depths: [Int]
    /// The function of the blocks; nil is that of the space.
    public var activation: Activation?
    /// Whether the blocks squeeze and excite, with a quarter of their middle channels.
    public var squeezes: Bool
    /// What its blocks are.
    public var kind: BlockKind
    private var choices: [BlockGene: [Int]]

    /// A unit.
    public init(
      channels: Int, stride: Int, depths: [Int], kernels: [Int], expandRatios: [Int],
      activation: Activation? = nil, squeezes: Bool = false, kind: BlockKind = .invertedBottleneck
    ) {
      self.channels = channels
      self.stride = stride
      self.depths = depths
      self.activation = activation
      self.squeezes = squeezes
      self.kind = kind
      choices = [:]
      (self.kernels, self.expandRatios) = (kernels, expandRatios)
    }

    /// The choices of a gene of the blocks, ascending; empty where they do not have it.
    package subscript(gene: BlockGene) -> [Int] {
      get { choices[gene] ?? [] }
      set { choices[gene] = newValue.isEmpty ? nil : newValue }
    }

    /// Sides of the kernel, ascending, odd.
    public var kernels: [Int] {
      get { self[.kernel] }
      set { self[.kernel] = newValue }
    }

    /// Middle channels divided by input channels, ascending; 1 leaves the expansion out.
    public var expandRatios: [Int] {
      get { self[.expandRatio] }
      set { self[.expandRatio] = newValue }
    }

    /// Whether sub-networks may differ in this unit.
    package var isElastic: Bool {
      depths.count > 1 || kind.genes.contains { self[$0].count > 1 }
    }

    /// The number of blocks of the largest network.
    package var largestDepth: Int { depths[depths.count - 1] }
  }

  /// The name on the command line.
  public var name: String
  /// The sides of the square input image, ascending.
  public var resolutions: [Int]
  /// Channels of the input image.
  public var imageChannels: Int
  /// Output channels of the 3 × 3 stem.
  public var stemChannels: Int
  /// The stride of the stem.
  public var stemStride: Int
  /// The units in order.
  public var units: [Unit]
  /// Channels of the 1 × 1 convolution before the global pool; 0 leaves it out.
  public var headChannels: Int
  /// Channels of a 1 × 1 convolution behind the global pool, with an activation but without a batch
  /// norm; 0 leaves it out.
  public var featureChannels: Int
  /// Classes of the classifier.
  public var classes: Int
  /// The function behind stem, expansions, depthwise convolutions, head and features.
  public var activation: Activation
  /// Middle channels and those of squeeze-and-excite are multiples of this.
  public var channelMultiple: Int
  /// Added to the variances of the batch norms.
  public var epsilon: Float

  /// A space.
  public init(
    name: String, resolutions: [Int], imageChannels: Int = 3, stemChannels: Int,
    stemStride: Int = 1, units: [Unit], headChannels: Int, featureChannels: Int = 0, classes: Int,
    activation: Activation = .relu, channelMultiple: Int = 1, epsilon: Float = 1e-5
  ) {
    self.name = name
    self.resolutions = resolutions
    self.imageChannels = imageChannels
    self.stemChannels = stemChannels
    self.stemStride = stemStride
    self.units = units
    self.headChannels = headChannels
    self.featureChannels = featureChannels
    self.classes = classes
    self.activation = activation
    self.channelMultiple = channelMultiple
    self.epsilon = epsilon
  }
}
