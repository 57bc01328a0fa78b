import Graphs

extension SearchSpace {
  /// The space on MobileNetV3 of the once-for-all paper: 7371^5 networks of 25 resolutions for
  /// ImageNet (arXiv 1908.09791, section 4.1, and its published implementation).
  ///
  /// The first unit is a single fixed block. Channels of every layer are multiplied by `width` and
  /// rounded; the paper's phones use 1.0 and 1.2.
  public static func ofaMobileNetV3(
    width: Double = 1, imageChannels: Int = 3, classes: Int = 1000
  ) -> SearchSpace {
    func scaled(_ channels: Int) -> Int { Zoo.multipleOfEight(near: width * Double(channels)) }
    func unit(_ channels: Int, _ stride: Int, _ activation: Activation, squeezes: Bool) -> Unit {
      Unit.onceForAll(
        scaled(channels), stride: stride, depths: [2, 3, 4], activation, squeezes: squeezes)
    }
    return SearchSpace(
      name: onceForAllName("ofa-mobilenetv3", width), resolutions: onceForAllResolutions,
      imageChannels: imageChannels, stemChannels: scaled(16), stemStride: 2,
      units: [
        .fixed(scaled(16), .relu),
        unit(24, 2, .relu, squeezes: false),
        unit(40, 2, .relu, squeezes: true),
        unit(80, 2, .hSwish, squeezes: false),
        unit(112, 1, .hSwish, squeezes: true),
        unit(160, 2, .hSwish, squeezes: true),
      ],
      headChannels: scaled(960), featureChannels: scaled(1280), classes: classes,
      activation: .hSwish, channelMultiple: 8)
  }

  /// The space on ProxylessNAS of the once-for-all paper: 9 · 7371^5 networks of 25 resolutions for
  /// ImageNet (arXiv 1908.09791, section 4.1, and its published implementation).
  ///
  /// Its first unit is a single fixed block, its last one a single elastic block. Channels of every
  /// layer are multiplied by `width` and rounded; the paper's GPUs and FPGAs use 1.3.
  public static func ofaProxyless(
    width: Double = 1, imageChannels: Int = 3, classes: Int = 1000
  ) -> SearchSpace {
    func scaled(_ channels: Int) -> Int { Zoo.multipleOfEight(near: width * Double(channels)) }
    let table = [(24, 2), (40, 2), (80, 2), (96, 1), (192, 2)]
    let units = table.map { channels, stride in
      Unit.onceForAll(scaled(channels), stride: stride, depths: [2, 3, 4], .relu6, squeezes: false)
    }
    let last = Unit.onceForAll(scaled(320), stride: 1, depths: [1], .relu6, squeezes: false)
    return SearchSpace(
      name: onceForAllName("ofa-proxyless", width), resolutions: onceForAllResolutions,
      imageChannels: imageChannels, stemChannels: scaled(32), stemStride: 2,
      units: [.fixed(scaled(16), .relu6)] + units + [last], headChannels: scaled(1280),
      classes: classes, activation: .relu6, channelMultiple: 8, epsilon: 1e-3)
  }

  private static let onceForAllResolutions = (32...56).map { 4 * $0 }

  private static func onceForAllName(_ base: String, _ width: Double) -> String {
    width == 1 ? base : "\(base)-\(width)"
  }
}

extension SearchSpace.Unit {
  /// One block of kernel 3 that does not expand.
  fileprivate static func fixed(_ channels: Int, _ activation: Activation) -> Self {
    Self(
      channels: channels, stride: 1, depths: [1], kernels: [3], expandRatios: [1],
      activation: activation)
  }

  /// A unit with the choices of the paper.
  fileprivate static func onceForAll(
    _ channels: Int, stride: Int, depths: [Int], _ activation: Activation, squeezes: Bool
  ) -> Self {
    Self(
      channels: channels, stride: stride, depths: depths, kernels: [3, 5, 7],
      expandRatios: [3, 4, 6], activation: activation, squeezes: squeezes)
  }
}
