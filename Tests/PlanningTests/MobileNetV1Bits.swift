/// The published results of bit cutting on MobileNetV1 (section 6 of `memory-driven.md`).
///
/// The originals are the authors' own routine on their 16 networks.
enum MobileNetV1Bits {
  /// The activation bits of one network: per budget the outputs below 8 bits and the peak.
  struct Activations {
    var resolution: Int
    var width: Double
    /// The largest sum of input and output at 8 bits.
    var uncutBytes: Int
    /// For each of ``MobileNetV1Bits/ramBudgets`` the outputs below 8 bits, nil where nothing fits.
    var cuts: [String?]
    /// For each of them the peak in bytes.
    var peaks: [Int?]
  }

  /// The weight bits of the networks of one width.
  struct Weights {
    var width: Double
    /// Whether weights have a scale per channel.
    var isPerChannel: Bool
    var flashBudget: Int
    /// The weights below 8 bits, nil where nothing fits.
    var cuts: String?
    /// The constants in bytes of the networks of ``MobileNetV1Bits/resolutions`` at 512,000 bytes of
    /// RAM, then at 256,000; nil where activations do not fit.
    var bytes: [Int?]
  }

  static let resolutions = [224, 192, 160, 128]
  static let ramBudgets = [512_000, 524_288, 256_000, 262_144]

  static let activations: [Activations] = [
    Activations(
      resolution: 224, width: 1.0, uncutBytes: 1_204_224,
      cuts: [
        "4: conv0 dw1 pw2 dw3 pw3; 2: pw1",
        "4: conv0 dw1 pw2 dw3 pw3; 2: pw1",
        nil,
        nil,
      ], peaks: [401_408, 401_408, nil, nil]),
    Activations(
      resolution: 224, width: 0.75, uncutBytes: 903_168,
      cuts: [
        "4: dw1 pw1 dw3",
        "4: dw1 pw1 dw3",
        "4: dw2 pw2 pw3 dw5; 2: conv0 dw1 pw1 dw3",
        "4: dw2 pw2 pw3 dw5; 2: conv0 dw1 pw1 dw3",
      ], peaks: [451_584, 451_584, 225_792, 225_792]),
    Activations(
      resolution: 224, width: 0.5, uncutBytes: 602_112,
      cuts: [
        "4: pw1",
        "4: pw1",
        "4: conv0 dw1 pw2 dw3 pw3; 2: pw1",
        "4: conv0 dw1 pw2 dw3 pw3; 2: pw1",
      ], peaks: [401_408, 401_408, 250_880, 250_880]),
    Activations(
      resolution: 224, width: 0.25, uncutBytes: 301_056,
      cuts: [
        "",
        "",
        "4: pw1",
        "4: pw1",
      ], peaks: [301_056, 301_056, 250_880, 250_880]),
    Activations(
      resolution: 192, width: 1.0, uncutBytes: 884_736,
      cuts: [
        "4: dw1 pw1 dw3",
        "4: dw1 pw1 dw3",
        "4: dw2 pw2 pw3 dw5; 2: conv0 dw1 pw1 dw3",
        "4: conv0 dw2 pw2 pw3 dw5; 2: dw1 pw1 dw3",
      ], peaks: [442_368, 442_368, 221_184, 258_048]),
    Activations(
      resolution: 192, width: 0.75, uncutBytes: 663_552,
      cuts: [
        "4: pw1",
        "4: pw1",
        "4: conv0 dw1 pw2 dw3 pw3; 2: pw1",
        "4: conv0 dw1 pw2 dw3 pw3; 2: pw1",
      ], peaks: [442_368, 442_368, 221_184, 221_184]),
    Activations(
      resolution: 192, width: 0.5, uncutBytes: 442_368,
      cuts: [
        "",
        "",
        "4: conv0 dw1 pw1 dw3",
        "4: dw1 pw1 dw3",
      ], peaks: [442_368, 442_368, 221_184, 258_048]),
    Activations(
      resolution: 192, width: 0.25, uncutBytes: 221_184,
      cuts: [
        "",
        "",
        "",
        "",
      ], peaks: [221_184, 221_184, 221_184, 221_184]),
    Activations(
      resolution: 160, width: 1.0, uncutBytes: 614_400,
      cuts: [
        "4: pw1",
        "4: pw1",
        "4: conv0 dw1 pw2 dw3 pw3; 2: pw1",
        "4: conv0 dw1 pw2 dw3 pw3; 2: pw1",
      ], peaks: [409_600, 409_600, 204_800, 204_800]),
    Activations(
      resolution: 160, width: 0.75, uncutBytes: 460_800,
      cuts: [
        "",
        "",
        "4: dw1 pw1 dw3",
        "4: dw1 pw1 dw3",
      ], peaks: [460_800, 460_800, 230_400, 230_400]),
    Activations(
      resolution: 160, width: 0.5, uncutBytes: 307_200,
      cuts: [
        "",
        "",
        "4: pw1",
        "4: pw1",
      ], peaks: [307_200, 307_200, 204_800, 204_800]),
    Activations(
      resolution: 160, width: 0.25, uncutBytes: 153_600,
      cuts: [
        "",
        "",
        "",
        "",
      ], peaks: [153_600, 153_600, 153_600, 153_600]),
    Activations(
      resolution: 128, width: 1.0, uncutBytes: 393_216,
      cuts: [
        "",
        "",
        "4: dw1 pw1 dw3",
        "4: pw1",
      ], peaks: [393_216, 393_216, 196_608, 262_144]),
    Activations(
      resolution: 128, width: 0.75, uncutBytes: 294_912,
      cuts: [
        "",
        "",
        "4: pw1",
        "4: pw1",
      ], peaks: [294_912, 294_912, 196_608, 196_608]),
    Activations(
      resolution: 128, width: 0.5, uncutBytes: 196_608,
      cuts: [
        "",
        "",
        "",
        "",
      ], peaks: [196_608, 196_608, 196_608, 196_608]),
    Activations(
      resolution: 128, width: 0.25, uncutBytes: 98_304,
      cuts: [
        "",
        "",
        "",
        "",
      ], peaks: [98_304, 98_304, 98_304, 98_304]),
  ]

  static let weights: [Weights] = [
    Weights(
      width: 1.0, isPerChannel: false, flashBudget: 2_048_000,
      cuts: "4: pw7 pw8 pw9 pw10 pw12; 2: pw13 fc",
      bytes: [
        1_939_504, 1_938_088, 1_937_304, 1_936_992,
        nil, 1_941_088, 1_939_504, 1_938_088,
      ]),
    Weights(
      width: 1.0, isPerChannel: false, flashBudget: 2_097_152,
      cuts: "4: pw7 pw8 pw9 pw12; 2: pw13 fc",
      bytes: [
        2_068_024, 2_066_608, 2_065_824, 2_065_512,
        nil, 2_069_608, 2_068_024, 2_066_608,
      ]),
    Weights(
      width: 1.0, isPerChannel: false, flashBudget: 1_024_000,
      cuts: nil,
      bytes: [
        nil, nil, nil, nil,
        nil, nil, nil, nil,
      ]),
    Weights(
      width: 1.0, isPerChannel: false, flashBudget: 1_048_576,
      cuts: nil,
      bytes: [
        nil, nil, nil, nil,
        nil, nil, nil, nil,
      ]),
    Weights(
      width: 1.0, isPerChannel: true, flashBudget: 2_048_000,
      cuts: "4: pw7 pw8 pw9 pw10 pw12; 2: pw13 fc",
      bytes: [
        1_984_884, 1_984_884, 1_984_884, 1_984_884,
        nil, 1_984_884, 1_984_884, 1_984_884,
      ]),
    Weights(
      width: 1.0, isPerChannel: true, flashBudget: 2_097_152,
      cuts: "4: pw7 pw8 pw9 pw10 pw12; 2: pw13 fc",
      bytes: [
        1_984_884, 1_984_884, 1_984_884, 1_984_884,
        nil, 1_984_884, 1_984_884, 1_984_884,
      ]),
    Weights(
      width: 1.0, isPerChannel: true, flashBudget: 1_024_000,
      cuts: nil,
      bytes: [
        nil, nil, nil, nil,
        nil, nil, nil, nil,
      ]),
    Weights(
      width: 1.0, isPerChannel: true, flashBudget: 1_048_576,
      cuts: nil,
      bytes: [
        nil, nil, nil, nil,
        nil, nil, nil, nil,
      ]),
    Weights(
      width: 0.75, isPerChannel: false, flashBudget: 2_048_000,
      cuts: "4: pw13 fc",
      bytes: [
        1_931_272, 1_930_688, 1_930_456, 1_930_456,
        1_933_512, 1_932_328, 1_931_272, 1_930_688,
      ]),
    Weights(
      width: 0.75, isPerChannel: false, flashBudget: 2_097_152,
      cuts: "4: pw13 fc",
      bytes: [
        1_931_272, 1_930_688, 1_930_456, 1_930_456,
        1_933_512, 1_932_328, 1_931_272, 1_930_688,
      ]),
    Weights(
      width: 0.75, isPerChannel: false, flashBudget: 1_024_000,
      cuts: "4: pw7 pw8 pw9 pw10 pw11; 2: pw12 pw13 fc",
      bytes: [
        1_015_384, 1_014_800, 1_014_568, 1_014_568,
        1_017_624, 1_016_440, 1_015_384, 1_014_800,
      ]),
    Weights(
      width: 0.75, isPerChannel: false, flashBudget: 1_048_576,
      cuts: "4: pw7 pw8 pw9 pw10 pw11; 2: pw12 pw13 fc",
      bytes: [
        1_015_384, 1_014_800, 1_014_568, 1_014_568,
        1_017_624, 1_016_440, 1_015_384, 1_014_800,
      ]),
    Weights(
      width: 0.75, isPerChannel: true, flashBudget: 2_048_000,
      cuts: "4: pw13 fc",
      bytes: [
        1_978_532, 1_978_532, 1_978_532, 1_978_532,
        1_978_532, 1_978_532, 1_978_532, 1_978_532,
      ]),
    Weights(
      width: 0.75, isPerChannel: true, flashBudget: 2_097_152,
      cuts: "4: pw13 fc",
      bytes: [
        1_978_532, 1_978_532, 1_978_532, 1_978_532,
        1_978_532, 1_978_532, 1_978_532, 1_978_532,
      ]),
    Weights(
      width: 0.75, isPerChannel: true, flashBudget: 1_024_000,
      cuts: "4: pw5 pw6 pw7 pw8 pw9 pw10 pw11; 2: pw12 pw13 fc",
      bytes: [
        993_956, 993_956, 993_956, 993_956,
        993_956, 993_956, 993_956, 993_956,
      ]),
    Weights(
      width: 0.75, isPerChannel: true, flashBudget: 1_048_576,
      cuts: "4: pw5 pw7 pw8 pw9 pw10 pw11; 2: pw12 pw13 fc",
      bytes: [
        1_030_820, 1_030_820, 1_030_820, 1_030_820,
        1_030_820, 1_030_820, 1_030_820, 1_030_820,
      ]),
    Weights(
      width: 0.5, isPerChannel: false, flashBudget: 2_048_000,
      cuts: "",
      bytes: [
        1_346_096, 1_346_096, 1_346_096, 1_346_096,
        1_346_096, 1_346_096, 1_346_096, 1_346_096,
      ]),
    Weights(
      width: 0.5, isPerChannel: false, flashBudget: 2_097_152,
      cuts: "",
      bytes: [
        1_346_096, 1_346_096, 1_346_096, 1_346_096,
        1_346_096, 1_346_096, 1_346_096, 1_346_096,
      ]),
    Weights(
      width: 0.5, isPerChannel: false, flashBudget: 1_024_000,
      cuts: "4: pw13 fc",
      bytes: [
        961_728, 961_576, 961_576, 961_576,
        962_808, 962_184, 961_728, 961_576,
      ]),
    Weights(
      width: 0.5, isPerChannel: false, flashBudget: 1_048_576,
      cuts: "4: pw13 fc",
      bytes: [
        961_728, 961_576, 961_576, 961_576,
        962_808, 962_184, 961_728, 961_576,
      ]),
    Weights(
      width: 0.5, isPerChannel: true, flashBudget: 2_048_000,
      cuts: "",
      bytes: [
        1_381_588, 1_381_588, 1_381_588, 1_381_588,
        1_381_588, 1_381_588, 1_381_588, 1_381_588,
      ]),
    Weights(
      width: 0.5, isPerChannel: true, flashBudget: 2_097_152,
      cuts: "",
      bytes: [
        1_381_588, 1_381_588, 1_381_588, 1_381_588,
        1_381_588, 1_381_588, 1_381_588, 1_381_588,
      ]),
    Weights(
      width: 0.5, isPerChannel: true, flashBudget: 1_024_000,
      cuts: "4: pw13 fc",
      bytes: [
        994_516, 994_516, 994_516, 994_516,
        994_516, 994_516, 994_516, 994_516,
      ]),
    Weights(
      width: 0.5, isPerChannel: true, flashBudget: 1_048_576,
      cuts: "4: pw13 fc",
      bytes: [
        994_516, 994_516, 994_516, 994_516,
        994_516, 994_516, 994_516, 994_516,
      ]),
    Weights(
      width: 0.25, isPerChannel: false, flashBudget: 2_048_000,
      cuts: "",
      bytes: [
        479_104, 479_104, 479_104, 479_104,
        479_104, 479_104, 479_104, 479_104,
      ]),
    Weights(
      width: 0.25, isPerChannel: false, flashBudget: 2_097_152,
      cuts: "",
      bytes: [
        479_104, 479_104, 479_104, 479_104,
        479_104, 479_104, 479_104, 479_104,
      ]),
    Weights(
      width: 0.25, isPerChannel: false, flashBudget: 1_024_000,
      cuts: "",
      bytes: [
        479_104, 479_104, 479_104, 479_104,
        479_104, 479_104, 479_104, 479_104,
      ]),
    Weights(
      width: 0.25, isPerChannel: false, flashBudget: 1_048_576,
      cuts: "",
      bytes: [
        479_104, 479_104, 479_104, 479_104,
        479_104, 479_104, 479_104, 479_104,
      ]),
    Weights(
      width: 0.25, isPerChannel: true, flashBudget: 2_048_000,
      cuts: "",
      bytes: [
        498_180, 498_180, 498_180, 498_180,
        498_180, 498_180, 498_180, 498_180,
      ]),
    Weights(
      width: 0.25, isPerChannel: true, flashBudget: 2_097_152,
      cuts: "",
      bytes: [
        498_180, 498_180, 498_180, 498_180,
        498_180, 498_180, 498_180, 498_180,
      ]),
    Weights(
      width: 0.25, isPerChannel: true, flashBudget: 1_024_000,
      cuts: "",
      bytes: [
        498_180, 498_180, 498_180, 498_180,
        498_180, 498_180, 498_180, 498_180,
      ]),
    Weights(
      width: 0.25, isPerChannel: true, flashBudget: 1_048_576,
      cuts: "",
      bytes: [
        498_180, 498_180, 498_180, 498_180,
        498_180, 498_180, 498_180, 498_180,
      ]),
  ]
}
