extension SearchSpace {
  /// The names of the spaces that come with Thimble.
  public static let builtInNames = [
    "mobile-32", "mobile-32-large", "mobile-64", "mobile-96", "mobile-160", "ofa-mobilenetv3",
    "ofa-mobilenetv3-1.2", "ofa-proxyless", "ofa-proxyless-1.3",
  ]

  /// The name of the built-in space for photographs of this side in pixels; larger ones are read at
  /// the largest resolution of the last.
  public static func builtInName(forSide side: Int) -> String {
    switch side {
    case ...32: "mobile-32"
    case ...64: "mobile-64"
    case ...96: "mobile-96"
    default: "mobile-160"
    }
  }

  /// The built-in space of this name; throws where there is none.
  ///
  /// - Parameters:
  ///   - name: one of ``builtInNames``.
  ///   - imageChannels: of the data.
  ///   - classes: nil is as many as the data that the space was made for.
  public static func builtIn(
    _ name: String, imageChannels: Int = 3, classes: Int? = nil
  ) throws(ArchitectureError) -> SearchSpace {
    var space: SearchSpace
    switch name {
    case "mobile-32": space = mobile32()
    case "mobile-32-large": space = mobile32Large()
    case "mobile-64": space = mobile64()
    case "mobile-96": space = mobile96()
    case "mobile-160": space = mobile160()
    case "ofa-mobilenetv3": space = ofaMobileNetV3()
    case "ofa-mobilenetv3-1.2": space = ofaMobileNetV3(width: 1.2)
    case "ofa-proxyless": space = ofaProxyless()
    case "ofa-proxyless-1.3": space = ofaProxyless(width: 1.3)
    default: throw .unknownSpace(name: name, known: builtInNames)
    }
    space.imageChannels = imageChannels
    space.classes = classes ?? space.classes
    return space
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
