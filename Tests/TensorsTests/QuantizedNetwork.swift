import Graphs
import Tensors

/// A network with quantizers of all kinds behind its layers and rounded weights of all kinds.
struct QuantizedNetwork {
  let network: Network
  let parameters: [Parameter]

  /// - Parameters:
  ///   - pixels: what the image can hold.
  ///   - roundsWeights: whether the weights are rounded where they are read.
  init(
    pixels: FakeQuantizer.Range = .symmetric, roundsWeights: Bool = true, channels: Int = 5
  ) throws {
    let builder = GraphBuilder<TrainingOp>(name: "quantized")
    let image = try builder.add(
      .inference(.input(Shape(height: 5, width: 5, channels: 3))), named: "image"
    ).quantizer("pixels", .bits8, pixels)
    let front = Convolution(
      outputChannels: channels, window: Window(kernel: Size(1)), hasBias: true)
    let one = try image.adding(.inference(.convolution(front)), named: "front")
      .quantizer("one", .bits4, .unsigned)
    let depthwise = Convolution(
      outputChannels: channels, window: Window(kernel: Size(3)), groups: channels)
    let two = try one.adding(.inference(.convolution(depthwise)), named: "depthwise")
      .adding(.inference(.batchNorm(BatchNorm())), named: "norm")
      .quantizer("two", .bits4, .symmetric)
    let sum = try two.adding(.inference(.add), named: "sum", with: one)
      .quantizer("three", .bits4, .fixed(scale: 0.2, zeroPoint: -3))
    let result = try sum.adding(.inference(.flatten), named: "flatten")
      .adding(.inference(.dense(Dense(outputs: 3))), named: "head")
    let graph = builder.graph(output: result)
    var views = ParameterViews()
    var parameters = graph.parameters
    func round(_ node: String, steps: Int, ratios: Int? = nil, _ precision: Precision) {
      guard let weight = graph.parameters.first(where: { $0.name == "\(node).weight" }) else {
        return
      }
      let step = Parameter(node: node, role: .step, shape: [steps])
      let ratio = ratios.map { Parameter(node: node, role: .ratio, shape: [$0]) }
      parameters += [step] + (ratio.map { [$0] } ?? [])
      views.set(
        weight.name,
        to: ParameterView(
          source: weight.name, shape: weight.shape,
          quantization: WeightQuantization(
            precision: precision, steps: step.name, ratios: ratio?.name)))
    }
    if roundsWeights {
      round("front", steps: channels, .bits4)
      round("depthwise", steps: 1, .bits8)
      round("head", steps: 1, ratios: 3, .bits4)
    }
    network = Network(graph, views: views)
    self.parameters = parameters
  }

  /// Drawn values with clips and steps among those that are rounded to them.
  func weights(_ draw: inout Draw) -> Weights {
    var weights = draw.weights(parameters)
    for name in weights.names where name.hasSuffix(".step") {
      guard let steps = weights[name] else { continue }
      weights[name] = Tensor(shape: steps.shape, values: steps.values.map { 0.08 * $0 })
    }
    return weights
  }
}

extension Flow where Op == TrainingOp {
  func quantizer(_ name: String, _ precision: Precision, _ range: FakeQuantizer.Range) throws
    -> Flow
  {
    try adding(.quantizer(FakeQuantizer(precision, range)), named: name)
  }
}
