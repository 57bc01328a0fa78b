public import Graphs

/// A space of networks: inverted bottlenecks in units, elastic in depth, kernel, expand ratio and resolution.
///
/// A unit is a run of blocks with one number of output channels; its first block may stride.
public struct SearchSpace: Codable, Equatable, Sendable {
  /// One unit of the space.
  public struct Unit: Codable, Equatable, Sendable {
    /// Output channels of every block.
    public var channels: Int
    /// The stride of the first block, 1 or 2.
    public var stride: Int
    /// How many blocks may run, ascending, at least 1; a sub-network runs the first ones.
    public var depths: [Int]
    /// Sides of the depthwise kernel, ascending, odd.
    public var kernels: [Int]
    /// Middle channels divided by input channels, ascending; 1 leaves the expansion out.
    public var expandRatios: [Int]

    /// A unit.
    public init(channels: Int, stride: Int, depths: [Int], kernels: [Int], expandRatios: [Int]) {
      self.channels = channels
      self.stride = stride
      self.depths = depths
      self.kernels = kernels
      self.expandRatios = expandRatios
    }
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
  /// Classes of the classifier.
  public var classes: Int
  /// The function behind the batch norms of stem, expansions, depthwise convolutions and head.
  public var activation: Activation

  /// A space.
  public init(
    name: String, resolutions: [Int], imageChannels: Int = 3, stemChannels: Int,
    stemStride: Int = 1, units: [Unit], headChannels: Int, classes: Int,
    activation: Activation = .relu
  ) {
    self.name = name
    self.resolutions = resolutions
    self.imageChannels = imageChannels
    self.stemChannels = stemChannels
    self.stemStride = stemStride
    self.units = units
    self.headChannels = headChannels
    self.classes = classes
    self.activation = activation
  }
}
