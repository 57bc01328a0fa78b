import Graphs
import Testing

@testable import Architectures

struct ZooTests {
  /// Counts of the published networks; batch norms count with two values per channel.
  private static let counts: [(name: String, parameters: Int, macs: Int)] = [
    ("mobilenetv1-1.0-224", 4_231_976, 568_740_352),
    ("mobilenetv1-0.75-224", 2_585_560, 325_400_448),
    ("mobilenetv1-0.25-96-vww", 216_322, 7_489_664),
    ("mobilenetv2-1.0-224", 3_504_872, 300_774_272),
    ("mobilenetv3-large-1.0-224", 5_483_032, 216_589_760),
    ("mobilenetv3-small-1.0-224", 2_542_856, 56_510_400),
    ("resnet18", 11_689_512, 1_814_073_344),
    ("resnet50", 25_557_032, 4_089_184_256),
    ("vgg16", 138_357_544, 15_470_264_320),
    ("vgg19", 143_667_240, 19_632_062_464),
    ("ds-cnn", 23_756, 2_656_768),
    ("autoencoder", 267_928, 264_192),
    ("resnet8-cifar", 78_186, 12_501_632),
    ("resnet20-cifar", 269_722, 40_551_040),
    ("resnet56-cifar", 853_018, 125_485_696),
    ("vgg16-cifar", 14_724_042, 313_201_664),
    ("vgg19-cifar", 20_035_018, 398_136_320),
    // Those of the paper's networks, less the classifier, on 1/12.25 of the pixels.
    ("mobilenetv1-0.25-cifar", 215_642, 3_331_072),
    ("mobilenetv1-0.5-cifar", 823_722, 12_167_168),
    ("mobilenetv1-0.75-cifar", 1_824_250, 26_508_288),
    ("mobilenetv1-1.0-cifar", 3_217_226, 46_354_432),
  ]

  @Test("Every network has the parameters and multiply-adds of its publication", arguments: counts)
  func publishedCounts(name: String, parameters: Int, macs: Int) throws {
    let graph = try Zoo.network(named: name)
    try graph.verify()
    #expect(graph.name == name)
    #expect(graph.parameterCount == parameters)
    #expect(graph.macs == macs)
  }

  @Test("The table of counts holds every name of the zoo")
  func names() {
    #expect(Self.counts.map(\.name) == Zoo.names)
  }

  @Test(
    "MobileNetV1 has the published multiply-adds at every width and resolution of its paper",
    arguments: [
      (224, [568_740_352, 325_400_448, 149_497_088, 41_030_272]),
      (192, [418_121_728, 239_273_472, 109_970_432, 30_212_608]),
      (160, [290_675_200, 166_396_800, 76_524_800, 21_059_200]),
      (128, [186_400_768, 106_770_432, 49_160_192, 13_570_048]),
    ])
  func mobileNetV1(resolution: Int, macs: [Int]) throws {
    let weights = [4_209_088, 2_568_144, 1_319_648, 463_600]
    for (width, (macs, weights)) in zip([1.0, 0.75, 0.5, 0.25], zip(macs, weights)) {
      let graph = try Zoo.network(named: "mobilenetv1-\(width)-\(resolution)")
      #expect(graph.macs == macs)
      // Without batch norms and biases, as the source of these numbers counts them.
      let matrices = graph.parameters.filter { $0.role == .weight && $0.shape.count > 1 }
      #expect(matrices.reduce(0) { $0 + $1.count } == weights)
    }
  }

  @Test(
    "MobileNetV2 has the multiply-adds of the networks of width 0.35 for five classes",
    arguments: [(128, 18_947_072), (224, 58_012_208)])
  func mobileNetV2(resolution: Int, macs: Int) throws {
    let graph = try Zoo.mobileNetV2(width: 0.35, resolution: resolution, classes: 5)
    #expect(graph.macs == macs)
  }

  @Test("Channels round to multiples of 8, but lose no more than a tenth")
  func multiplesOfEight() {
    #expect([3, 8, 11.9, 12, 33.6, 448].map(Zoo.multipleOfEight) == [8, 8, 16, 16, 32, 448])
  }

  @Test("Residual networks add before the last ReLU of a block")
  func residual() throws {
    for name in ["resnet18", "resnet50", "resnet8-cifar", "resnet20-cifar"] {
      let graph = try Zoo.network(named: name)
      let sums = graph.nodes.indices.filter { graph.nodes[$0].op == .add }
      #expect(!sums.isEmpty)
      for sum in sums {
        let readers = graph.consumers[sum].map { graph.nodes[$0].op }
        #expect(readers == [.activation(.relu)] || readers == [.concat])
      }
    }
  }

  @Test("A shortcut of ResNet-20 without parameters meets the first half of the channels")
  func shortcutWithoutParameters() throws {
    let graph = try Zoo.network(named: "resnet20-cifar")
    #expect(graph.node(named: "u2.b0.shortcut")?.value.description == "16x16x16")
    #expect(graph.node(named: "u2.b0.add")?.value.description == "16x16x16")
    #expect(graph.node(named: "u2.b0.act")?.value.description == "16x16x32")
    let join = try #require(graph.node(named: "u2.b0.join"))
    #expect(join.inputs.map { graph.nodes[$0].name } == ["u2.b0.add", "u2.b0.conv2.rest.bn"])
  }

  @Test("The keyword spotter sees 25 × 5 positions, the autoencoder rebuilds its input")
  func shapes() throws {
    let spotter = try Zoo.network(named: "ds-cnn")
    #expect(spotter.inputValue.description == "49x10x1")
    #expect(spotter.node(named: "stem")?.value.description == "25x5x64")
    let autoencoder = try Zoo.network(named: "autoencoder")
    #expect(autoencoder.outputValue == autoencoder.inputValue)
    #expect(autoencoder.node(named: "fc4")?.value.channels == 8)
  }

  @Test("An unknown name is answered with the nearest names and with all of them")
  func unknown() {
    #expect(
      throws: ZooError.unknown(
        name: "ResNet19", nearest: ["resnet18", "resnet50", "vgg19"], known: Zoo.names)
    ) {
      try Zoo.network(named: "ResNet19")
    }
    for name in ["mobilenetv1", "mobilenetv1-0.5", "mobilenetv1-x-224", "mobilenetv4-1.0-224", ""] {
      #expect {
        try Zoo.network(named: name)
      } throws: { error in
        Zoo.names.allSatisfy { "\(error)".contains($0) }
      }
    }
  }

  @Test("A network takes channels and classes of a set of images, one for CIFAR their size, too")
  func otherImages() throws {
    let grey = Shape(height: 28, width: 28, channels: 1)
    for (name, side) in [("resnet8-cifar", 28), ("mobilenetv1-0.35-cifar", 28), ("resnet18", 224)] {
      let graph = try Zoo.network(named: name, reading: grey, classes: 7)
      try graph.verify()
      #expect(graph.name == name)
      #expect(graph.inputValue == Shape(height: side, width: side, channels: 1))
      #expect(graph.outputValue == Shape(features: 7))
    }
    let colour = Shape(height: 32, width: 32, channels: 3)
    let same = try Zoo.network(named: "resnet20-cifar", reading: colour, classes: 10)
    #expect(try same == Zoo.network(named: "resnet20-cifar"))
    #expect {
      try Zoo.network(named: "ds-cnn", reading: grey, classes: 2)
    } throws: {
      "\($0)"
        == "Network 'ds-cnn' reads inputs of 49x10x1, and the data have 28x28x1; take data of its "
        + "shape, such as '--data generated', or another network, such as 'resnet8-cifar'."
    }
    #expect(throws: ZooError.self) {
      try Zoo.network(named: "autoencoder", reading: grey, classes: 2)
    }
    let own = try Zoo.network(
      named: "ds-cnn", reading: Shape(height: 49, width: 10, channels: 1), classes: 5)
    #expect(own.outputValue == Shape(features: 5))
    let values = try Zoo.network(
      named: "autoencoder", reading: Shape(features: 640), classes: nil)
    #expect(try values == Zoo.network(named: "autoencoder"))
    let speck = Shape(height: 8, width: 8, channels: 3)
    #expect(throws: GraphError.self) {
      try Zoo.network(named: "vgg16-cifar", reading: speck, classes: 2)
    }
  }

  @Test("A width or a resolution that the network does not come in is told with its range")
  func settings() {
    #expect {
      try Zoo.network(named: "mobilenetv1-3-224")
    } throws: {
      "\($0)" == "Network 'mobilenetv1-3-224': the width is 0.1 to 2.0. Here it is 3.0."
    }
    #expect {
      try Zoo.network(named: "mobilenetv2-1.0-225")
    } throws: {
      "\($0)" == "Network 'mobilenetv2-1.0-225': the resolution is 96 to 224. Here it is 225."
    }
    #expect(throws: ZooError.self) { try Zoo.network(named: "mobilenetv1-nan-224") }
  }
}
