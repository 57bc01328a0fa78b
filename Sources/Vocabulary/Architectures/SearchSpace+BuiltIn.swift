extension SearchSpace {
  /// The names of the spaces that come with Thimble.
  public static let builtInNames = ["mobile-32", "mobile-32-large"]

  /// The built-in space of this name; throws where there is none.
  public static func builtIn(
    _ name: String, imageChannels: Int = 3, classes: Int = 10
  ) throws(ArchitectureError) -> SearchSpace {
    switch name {
    case "mobile-32": mobile32(imageChannels: imageChannels, classes: classes)
    case "mobile-32-large": mobile32Large(imageChannels: imageChannels, classes: classes)
    default: throw .unknownSpace(name: name, known: builtInNames)
    }
  }

  /// Inverted bottlenecks for images up to 32 × 32 on devices with 32 KiB RAM and more.
  ///
  /// The first unit reads the large map of the stem, so its expand ratio and the resolution decide
  /// the RAM: 24 KiB at the least and 128 KiB at the most for the two largest live values. Its last
  /// unit works on few pixels, where weights cost little time. All numbers of channels are
  /// multiples of 16, which fill the vectors of the machine that trains.
  public static func mobile32(imageChannels: Int = 3, classes: Int = 10) -> SearchSpace {
    SearchSpace(
      name: "mobile-32", resolutions: [16, 24, 32], imageChannels: imageChannels,
      stemChannels: 32,
      units: [
        Unit(channels: 32, stride: 2, depths: [1, 2], kernels: [3, 5], expandRatios: [2, 3]),
        Unit(
          channels: 48, stride: 2, depths: [1, 2, 3], kernels: [3, 5, 7], expandRatios: [2, 3, 4]),
        Unit(
          channels: 96, stride: 2, depths: [1, 2, 3], kernels: [3, 5], expandRatios: [2, 3, 4]),
      ],
      headChannels: 192, classes: classes)
  }

  /// The same kind for devices up to a few hundred KiB of RAM, for longer trainings.
  ///
  /// Deeper than ``mobile32(imageChannels:classes:)`` where the map is small, so that accuracy costs
  /// flash rather than RAM; its smallest network is hardly larger.
  public static func mobile32Large(imageChannels: Int = 3, classes: Int = 10) -> SearchSpace {
    SearchSpace(
      name: "mobile-32-large", resolutions: [16, 20, 24, 28, 32], imageChannels: imageChannels,
      stemChannels: 32,
      units: [
        Unit(channels: 32, stride: 2, depths: [1, 2], kernels: [3, 5], expandRatios: [2, 3]),
        Unit(
          channels: 48, stride: 2, depths: [1, 2, 3, 4], kernels: [3, 5, 7],
          expandRatios: [2, 3, 4]),
        Unit(
          channels: 128, stride: 2, depths: [1, 2, 3, 4], kernels: [3, 5],
          expandRatios: [2, 3, 4]),
      ],
      headChannels: 256, classes: classes)
  }
}
