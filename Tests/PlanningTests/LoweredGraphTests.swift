import Graphs
import Planning
import Testing

struct LoweredGraphTests {
  private static let image = Shape(height: 6, width: 6, channels: 4)

  /// What becomes of each node behind the image, by its name.
  private func roles(
    _ build: (Flow<FloatOp>) throws -> Flow<FloatOp>
  ) throws -> [String: LoweredGraph.Role] {
    let builder = GraphBuilder<FloatOp>(name: "net")
    let network = LoweredGraph(builder.graph(output: try build(builder.input(Self.image))))
    return Dictionary(uniqueKeysWithValues: zip(network.graph.nodes.map(\.name), network.roles))
  }

  private func isDepthwise(_ role: LoweredGraph.Role?) -> Bool {
    guard case .step(.convolution(let op))? = role else { return false }
    return op.isDepthwise(inputChannels: op.outputChannels) && op.window.kernel == Size(1)
  }

  @Test func `Norm and ReLU behind a layer are part of it`() throws {
    let roles = try roles {
      try $0.convolution("conv", 4, kernel: 3).batchNorm("bn").activation(.relu6, named: "act")
        .flatten(named: "flat").dense("dense", 3).batchNorm("dense.bn").softmax(named: "softmax")
    }
    #expect(roles["bn"] == .part(of: 1))
    #expect(roles["act"] == .part(of: 1))
    #expect(roles["flat"] == .step(.flatten))
    #expect(roles["dense.bn"] == .part(of: 5))
    #expect(roles["softmax"] == .host)
  }

  @Test func `A norm that no layer takes is a depthwise convolution, which takes the ReLU behind`()
    throws
  {
    let roles = try roles { image in
      let sum = try image.convolution("conv", 4, kernel: 1).add(image, named: "sum")
      let normed = try sum.batchNorm("bn").activation(.relu, named: "act")
      return try normed.batchNorm("second")
    }
    #expect(isDepthwise(roles["bn"]))
    #expect(roles["act"] == .part(of: 3))
    #expect(isDepthwise(roles["second"]))
  }

  @Test func `A norm whose input others read is a step of its own`() throws {
    let roles = try roles { image in
      let conv = try image.convolution("conv", 4, kernel: 1)
      return try conv.batchNorm("bn").add(conv, named: "sum").activation(.relu, named: "act")
    }
    #expect(isDepthwise(roles["bn"]))
    #expect(roles["act"] == .part(of: 3))
  }

  @Test(arguments: ["concat", "maximum", "flatten", "image", "relu", "swish"])
  func `A ReLU behind what has no range of its own is a lookup`(before: String) throws {
    let roles = try roles { image in
      let flow =
        switch before {
        case "concat": try image.concat(image, named: before)
        case "maximum": try image.pool(.maximum, kernel: 2, stride: 2, named: before)
        case "flatten": try image.flatten(named: before)
        case "relu": try image.convolution("conv", 4, kernel: 1).activation(.relu, named: before)
        case "swish": try image.activation(.hSwish, named: before)
        default: image
        }
      return try flow.activation(.relu6, named: "act").flatten().dense("dense", 2)
    }
    #expect(roles["act"] == .step(.lookup))
  }

  @Test func `A ReLU whose input others read, or that reads the result, is a lookup`() throws {
    let roles = try roles { image in
      let conv = try image.convolution("conv", 4, kernel: 1)
      let act = try conv.activation(.relu, named: "act")
      _ = try act.add(act, named: "unread").activation(.relu, named: "dead")
      return try conv.add(act, named: "sum")
    }
    #expect(roles["act"] == .step(.lookup))
    #expect(roles["dead"] == .step(.lookup))
  }

  @Test func `What no result needs takes no kernel and no memory`() throws {
    let builder = GraphBuilder<FloatOp>(name: "dead")
    let image = try builder.input(Self.image)
    _ = try image.convolution("unread", 64, kernel: 1)
    let network = LoweredGraph(builder.graph(output: try image.convolution("conv", 4, kernel: 1)))
    #expect(network.isLive == [true, false, true])
    #expect(network.layers[1] == nil)
    #expect(peakBytes(of: network) == 2 * 36 * 4)
  }

  @Test func `A norm or ReLU of its own step has a buffer, and its scratch none`() throws {
    let builder = GraphBuilder<FloatOp>(name: "lone")
    let image = try builder.input(Self.image)
    let sum = try image.convolution("conv", 4, kernel: 1).add(image)
    let network = LoweredGraph(builder.graph(output: try sum.batchNorm("bn")))
    let buffers = BufferGraph(network)
    #expect(buffers.values.map(\.freedom) == [.own, .own, .over([0, 1]), .own])
    #expect(network.scratchBytes(3) == 0)
  }

  @Test func `The bits of a lone norm are those of what it alone reads`() throws {
    let builder = GraphBuilder<FloatOp>(name: "shared")
    let image = try builder.input(Self.image)
    let sum = try image.convolution("conv", 4, kernel: 1).add(image, named: "sum")
    let lone = try sum.batchNorm("bn").convolution("fork", 4, kernel: 1)
    let fork = try lone.batchNorm("fork.bn").add(lone, named: "end")
    let network = QuantizableGraph(
      builder.graph(output: try fork.globalAveragePool().dense("logits", 2)))
    #expect(network.tensorOfNode == [0, 1, 2, 2, 3, 4, 5, 5, 6])
    #expect(network.layers.map(\.name) == ["pw1", "pw2", "dw2", "fc"])
    #expect(network.names[3] == "dw1")
    // The weights of a norm that shares bits keep 8.
    let bits = network.uniform(.bits2, scheme: .perLayerFolded)
    #expect(network.kernelBits(3, bits).weights == .bits8)
    #expect(network.scheme(of: 3, bits) == .perChannelNormalized)
    #expect(network.kernelBits(5, bits).weights == .bits2)
  }

  @Test func `Of several inputs, the fewest bits decide`() {
    let bits = KernelBits(inputs: [.bits8, .bits2, .bits4], weights: .bits8, output: .bits8)
    #expect(bits.input == .bits2)
    #expect(KernelBits(inputs: [], weights: .bits8, output: .bits4).input == .bits4)
  }
}
