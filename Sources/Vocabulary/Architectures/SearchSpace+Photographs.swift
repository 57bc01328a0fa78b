extension SearchSpace {
  /// Inverted bottlenecks for photographs of 64 pixels.
  ///
  /// Stem and units are those of ``mobile32Large(imageChannels:classes:)`` with fewer blocks, so that a
  /// supernet of that space can be the start of a training; the stem halves the image. The largest network
  /// takes 131 KiB of RAM, the smallest 27.
  public static func mobile64(imageChannels: Int = 3, classes: Int = 10) -> SearchSpace {
    photographs(
      "mobile-64", resolutions: [32, 40, 48, 56, 64], imageChannels: imageChannels,
      classes: classes)
  }

  /// The same for photographs of 96 pixels; the largest network takes 291 KiB of RAM, the smallest 57.
  public static func mobile96(imageChannels: Int = 3, classes: Int = 10) -> SearchSpace {
    photographs(
      "mobile-96", resolutions: [48, 64, 80, 96], imageChannels: imageChannels, classes: classes)
  }

  /// The same for photographs of 160 pixels, which a first unit of one fixed block halves once more;
  /// the largest network takes 278 KiB of RAM, the smallest 47.
  public static func mobile160(imageChannels: Int = 3, classes: Int = 10) -> SearchSpace {
    photographs(
      "mobile-160", resolutions: [64, 96, 128, 160], imageChannels: imageChannels,
      firstUnits: [Unit(channels: 32, stride: 2, depths: [1], kernels: [3], expandRatios: [1])],
      classes: classes)
  }

  private static func photographs(
    _ name: String, resolutions: [Int], imageChannels: Int, firstUnits: [Unit] = [], classes: Int
  ) -> SearchSpace {
    SearchSpace(
      name: name, resolutions: resolutions, imageChannels: imageChannels, stemChannels: 32,
      stemStride: 2,
      units: firstUnits + [
        Unit(channels: 32, stride: 2, depths: [1, 2], kernels: [3, 5], expandRatios: [2, 3]),
        Unit(
          channels: 48, stride: 2, depths: [1, 2, 3], kernels: [3, 5, 7], expandRatios: [2, 3, 4]),
        Unit(
          channels: 128, stride: 2, depths: [1, 2, 3], kernels: [3, 5], expandRatios: [2, 3, 4]),
      ],
      headChannels: 256, classes: classes)
  }
}
