import Graphs
import Tensors
import Testing

/// Gradients of every operation against differences of the loss.
struct GradientTests {
  @Test("The gradient of a convolution is the slope of the loss", arguments: convolutions)
  func convolution(network: TestNetwork) throws { try check(network) }

  @Test("The gradient of an operation is the slope of the loss", arguments: operations + functions)
  func operation(network: TestNetwork) throws { try check(network) }

  @Test("Gradients of values with several readers add up", arguments: branches)
  func branch(network: TestNetwork) throws { try check(network) }

  @Test(
    "The gradient of dropout passes where the value passed", arguments: [0, 0.3, 0.7] as [Float])
  func dropout(rate: Float) throws {
    let network = try DropoutNetwork(rate: rate)
    var draw = Draw(seed: 5)
    let check = GradientCheck(
      engine: Engine(threads: 1, backend: .portable), network: Network(network.graph),
      batch: draw.batch(4, of: network.graph.inputValue), targets: draw.targets(4, classes: 3),
      seed: 17)
    check.run(on: draw.weights(network.parameters))
  }

  @Test("The gradient of the mean loss of 70 images adds those of three virtual batches")
  func virtualBatches() throws {
    let network = TestNetwork("small", image: Shape(height: 2, width: 2, channels: 2)) {
      try $0.convolution("a", 3, kernel: 1).batchNorm("a.bn").activation(.relu)
        .globalAveragePool().dense("head", 3)
    }
    try check(network, images: 70)
  }

  private func check(
    _ network: TestNetwork, images: Int = 4, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let graph = try network.graph()
    var draw = Draw(seed: 3)
    let check = GradientCheck(
      engine: Engine(threads: 1, backend: .portable), network: Network(graph),
      batch: draw.batch(images, of: graph.inputValue),
      targets: draw.targets(images, classes: graph.outputValue.count))
    check.run(on: draw.weights(graph.parameters), sourceLocation: sourceLocation)
  }

  // MARK: Networks

  static let networks = convolutions + operations + functions + branches

  static let convolutions: [TestNetwork] = [
    .around("dense 3x3") { try $0.convolution("op", 3, kernel: 3) },
    .around("dense 3x3, stride 2, bias") {
      try $0.convolution("op", 3, kernel: 3, stride: 2, bias: true)
    },
    .around("dense 1x1, stride 2, even side", side: 4) {
      try $0.convolution("op", 5, kernel: 1, stride: 2, bias: true)
    },
    .around("grouped 3x3") { try $0.convolution("op", 6, kernel: 3, groups: 2, bias: true) },
    .around("grouped 1x1, one input each") {
      try $0.convolution("op", 8, kernel: 1, groups: 4)
    },
    .around("depthwise 3x3") { try $0.depthwise("op", kernel: 3) },
    .around("depthwise 5x5, stride 2, even side, bias", side: 6) {
      try $0.depthwise("op", kernel: 5, stride: 2, bias: true)
    },
    .around("depthwise 7x7 on 3x3", side: 3) { try $0.depthwise("op", kernel: 7) },
    .around("2x3 with uneven strides and padding") {
      let window = Window(
        kernel: Size(height: 2, width: 3), stride: Size(height: 1, width: 2),
        padding: Padding(top: 1, left: 0, bottom: 0, right: 2))
      return try $0.adding(
        .convolution(Convolution(outputChannels: 3, window: window)), named: "op")
    },
  ]

  static let operations: [TestNetwork] = [
    .around("dense without bias", side: 2) { try $0.flatten().dense("op", 5, bias: false) },
    .around("dense with bias", side: 2) { try $0.flatten().dense("op", 5) },
    .around("batch norm") { try $0.batchNorm("op") },
    .around("batch norm with a large epsilon") { try $0.batchNorm("op", epsilon: 0.5) },
    .around("batch norm with fused ReLU") { try $0.batchNorm("op").activation(.relu) },
    .around("batch norm read by two ReLUs") {
      let norm = try $0.batchNorm("op")
      return try norm.activation(.relu).concat(norm.activation(.relu))
    },
    .around("batch norm with ReLU6") { try $0.batchNorm("op").activation(.relu6) },
    .around("ReLU") { try $0.activation(.relu) },
    .around("multiply, same shape") {
      try $0.multiply($0.convolution("op", 4, kernel: 1, bias: true))
    },
    .around("multiply, per channel") {
      try $0.multiply($0.globalAveragePool().dense("op", 4))
    },
    .around("multiply by itself") { try $0.multiply($0) },
    TestNetwork("multiply with the image, which wants no gradient") {
      try $0.multiply($0.convolution("op", 2, kernel: 1)).flatten().dense("head", 3)
    },
    .around("average pool 3x3 with padding") {
      try $0.pool(.average, kernel: 3, stride: 2, padding: 1)
    },
    .around("average pool 2x2") { try $0.pool(.average, kernel: 2, stride: 2) },
    .around("maximum pool 3x3 with padding") {
      try $0.pool(.maximum, kernel: 3, stride: 2, padding: 1)
    },
    .around("maximum pool 2x2, even side", side: 4) {
      try $0.pool(.maximum, kernel: 2, stride: 2)
    },
    .around("global average pool") { try $0.globalAveragePool() },
    .around("concat") {
      try $0.concat($0.convolution("a", 3, kernel: 1), $0.convolution("b", 1, kernel: 3))
    },
    .around("concat with itself") { try $0.concat($0) },
    .around("flatten and dense") { try $0.flatten().dense("op", 6) },
    .around("softmax") { try $0.flatten().softmax() },
    TestNetwork("softmax as result") {
      try $0.convolution("a", 3, kernel: 3).globalAveragePool().dense("head", 3).softmax()
    },
  ]

  /// The batch norms spread values beyond the kinks of all functions.
  static let functions: [TestNetwork] = Activation.allCases.flatMap { function in
    [
      .around("\(function.rawValue)") { try $0.spread().activation(function) },
      .around("convolution with \(function.rawValue)") {
        try $0.convolution("op", 4, kernel: 3).batchNorm("op.bn").activation(function)
      },
    ]
  }

  static let branches: [TestNetwork] = [
    .around("x + f(x)") { try $0.add($0.convolution("a", 4, kernel: 3)) },
    .around("f(x) + x") { try $0.convolution("a", 4, kernel: 3).add($0) },
    .around("f(x) + g(x)") {
      try $0.convolution("a", 4, kernel: 3).add($0.convolution("b", 4, kernel: 1))
    },
    .around("x + x") { try $0.add($0) },
    .around("x + (y + y)") {
      let y = try $0.convolution("a", 4, kernel: 1)
      return try $0.add(y.add(y))
    },
    .around("x + (x + x)") { try $0.add($0.add($0)) },
    .around("(x + f(x)) + g(x + f(x))") {
      let inner = try $0.add($0.block("a"))
      return try inner.add(inner.block("b"))
    },
    .around("x + (y + f(y)) where y is computed behind x") {
      let y = try $0.convolution("y", 4, kernel: 1)
      return try $0.add(y.add(y.block("f")))
    },
    .around("(y + f(y)) + x where y is computed behind x") {
      let y = try $0.convolution("y", 4, kernel: 1)
      return try y.add(y.block("f")).add($0)
    },
    .around("z + (y + f(y)) where z and y are computed from x") {
      let z = try $0.convolution("z", 4, kernel: 1)
      let y = try $0.convolution("y", 4, kernel: 1)
      return try z.add(y.add(y.block("f")))
    },
    .around("f(y) + (x + y) where y reads x") {
      let y = try $0.convolution("y", 4, kernel: 3)
      return try y.block("f").add($0.add(y))
    },
    .around("three readers") {
      let x = $0
      let a = try x.convolution("a", 4, kernel: 3)
      let b = try x.activation(.hSwish)
      return try a.add(b).add(x.multiply(a))
    },
    .around("four readers, two of them sums") {
      let x = $0
      let a = try x.block("a")
      let b = try x.add(a)
      let c = try b.add(x)
      return try c.concat(x, b)
    },
    .around("a sum whose addend is read again behind it") {
      let a = try $0.block("a")
      let sum = try a.add($0)
      return try sum.block("b").concat(a.block("c"))
    },
    .around("a value that nobody reads") {
      _ = try $0.add($0.block("dead"))
      return try $0.add($0.block("a"))
    },
    .around("squeeze and excitation in a residual block") {
      let inner = try $0.block("a")
      let gates = try inner.globalAveragePool().dense("s", 2).activation(.relu).dense("e", 4)
        .activation(.hSigmoid)
      return try $0.add(inner.multiply(gates))
    },
  ]
}

extension Flow where Op == FloatOp {
  /// A convolution with a batch norm and a smooth function behind it.
  fileprivate func block(_ name: String) throws -> Flow {
    try convolution(name, value.channels, kernel: 3).batchNorm("\(name).bn").activation(.hSwish)
  }

  /// The values times five.
  fileprivate func spread() throws -> Flow {
    let twice = try add(self)
    return try twice.add(twice).add(self)
  }
}

/// A network with dropout between two layers.
struct DropoutNetwork {
  let graph: TrainingGraph
  let parameters: [Parameter]

  init(rate: Float, image: Shape = Shape(height: 3, width: 3, channels: 2)) throws {
    let builder = GraphBuilder<TrainingOp>(name: "dropout")
    let image = try builder.add(.inference(.input(image)))
    let front = Convolution(outputChannels: 4, window: Window(kernel: Size(1)), hasBias: true)
    let x = try image.adding(.inference(.convolution(front)), named: "front")
      .adding(.dropout(Dropout(rate: rate)), named: "dropout")
      .adding(.inference(.flatten), named: "flatten")
      .adding(.inference(.dense(Dense(outputs: 3))), named: "head")
    graph = builder.graph(output: x)
    parameters = graph.parameters
  }
}
