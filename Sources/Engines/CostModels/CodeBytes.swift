import Devices
import Planning

/// The bytes of code and tables of an image, whatever its layers.
///
/// Sizes of text and read-only data of each object at `-O2`, the larger one of clang 21 and GCC 12.2
/// for the core; the linker drops a few more bytes. `FootprintTests` holds them to linked images.
struct CodeBytes: Sendable {
  /// Vectors, start-up, what compilers call by themselves, entry points of the model and gaps.
  let fixed: Int
  private let bytes: @Sendable (KernelFunction) -> Int

  /// Code that calls a layer: four arguments, one of them rarely short, and the branch.
  static let perCall = 24

  init(_ core: Core) {
    switch core.instructions {
    case .armv7EM where core == .cortexM7:
      fixed = 768 + 96
      bytes = Self.cortexM7
    case .armv7EM, .armv8M:
      // One set of flags builds them all, but for the registers of floats, which no kernel uses.
      fixed = 768 + 96
      bytes = Self.cortexM4F
    case .armv7M:
      fixed = 768 + 96
      bytes = Self.cortexM3
    case .armv6M:
      // 64-bit products and divisions are functions here.
      fixed = 1536 + 96
      bytes = Self.cortexM0Plus
    case .xtensa, .riscV, .other:
      // No image is linked for these. Compilers for 32-bit RISC-V with compressed instructions make
      // less than this of the kernels; for others it is a guess.
      fixed = 1536 + 96
      bytes = { Self.cortexM0Plus($0) * 5 / 4 }
    }
  }

  /// The code of all these functions, each at a multiple of 4 bytes.
  func functions(_ set: FunctionSet) -> Int {
    set.functions.reduce(0) { $0 + bytes($1).roundedUp(to: 4) }
  }

  @Sendable private static func cortexM7(_ function: KernelFunction) -> Int {
    switch function {
    case .convolution: 1006
    case .pairedConvolution: 1894
    case .depthwise: 3470
    case .dense: 854
    case .add: 1584
    case .multiply: 416
    case .averagePool: 698
    case .maximumPool: 462
    case .lookup: 152
    case .copyChannels: 134
    case .packedConvolution8: 4128
    case .packedConvolution4: 4668
    case .packedConvolution2: 4704
    case .packedDepthwise: 3416
    case .packedAdd: 838
    case .packedAveragePool: 1006
    case .packedMaximumPool: 712
    case .packedMultiply: 552
    case .packedLookup: 604
    case .packedCopyChannels: 788
    }
  }

  @Sendable private static func cortexM4F(_ function: KernelFunction) -> Int {
    switch function {
    case .convolution: 978
    case .pairedConvolution: 2074
    case .depthwise: 3406
    case .dense: 852
    case .add: 1584
    case .multiply: 408
    case .averagePool: 1096
    case .maximumPool: 922
    case .lookup: 152
    case .copyChannels: 128
    case .packedConvolution8: 4440
    case .packedConvolution4: 5082
    case .packedConvolution2: 5120
    case .packedDepthwise: 3230
    case .packedAdd: 864
    case .packedAveragePool: 992
    case .packedMaximumPool: 688
    case .packedMultiply: 556
    case .packedLookup: 586
    case .packedCopyChannels: 756
    }
  }

  @Sendable private static func cortexM3(_ function: KernelFunction) -> Int {
    switch function {
    case .convolution: 966
    case .pairedConvolution: 3894
    case .depthwise: 1196
    case .dense: 574
    case .add: 1592
    case .multiply: 428
    case .averagePool: 1108
    case .maximumPool: 930
    case .lookup: 160
    case .copyChannels: 136
    case .packedConvolution8: 4850
    case .packedConvolution4: 5350
    case .packedConvolution2: 5758
    case .packedDepthwise: 3036
    case .packedAdd: 872
    case .packedAveragePool: 1004
    case .packedMaximumPool: 696
    case .packedMultiply: 576
    case .packedLookup: 594
    case .packedCopyChannels: 764
    }
  }

  @Sendable private static func cortexM0Plus(_ function: KernelFunction) -> Int {
    switch function {
    case .convolution: 832
    case .pairedConvolution: 3366
    case .depthwise: 1160
    case .dense: 440
    case .add: 1540
    case .multiply: 488
    case .averagePool: 980
    case .maximumPool: 908
    case .lookup: 136
    case .copyChannels: 124
    case .packedConvolution8: 4280
    case .packedConvolution4: 5420
    case .packedConvolution2: 6006
    case .packedDepthwise: 2720
    case .packedAdd: 696
    case .packedAveragePool: 864
    case .packedMaximumPool: 648
    case .packedMultiply: 648
    case .packedLookup: 624
    case .packedCopyChannels: 728
    }
  }
}
