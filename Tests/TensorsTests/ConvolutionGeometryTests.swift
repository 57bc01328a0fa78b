#if OneDNN
import Graphs
import Testing

@testable import Tensors

/// By what oneDNN computes convolutions, and which ones in the form of Winograd.
struct ConvolutionGeometryTests {
  @Test("3 × 3 convolutions of many channels on maps of 7 and more pixels a side are")
  func wide() {
    #expect(prefersWinograd(16, 32, side: 7))
    #expect(prefersWinograd(64, 64, side: 32))
  }

  @Test("Other kernels and strides, few channels and small maps are not")
  func others() {
    #expect(!prefersWinograd(64, 64, side: 32, kernel: 5))
    #expect(!prefersWinograd(64, 64, side: 32, stride: 2))
    #expect(!prefersWinograd(64, 64, side: 32, groups: 2))
    #expect(!prefersWinograd(3, 64, side: 32))
    #expect(!prefersWinograd(16, 16, side: 32))
    #expect(!prefersWinograd(64, 64, side: 6))
  }

  @Test("Values in 16 bits are not")
  func halves() {
    #expect(!prefersWinograd(64, 64, side: 32, element: .bfloat16))
  }

  @Test("Few images are in inference only")
  func fewImages() {
    #expect(!prefersWinograd(64, 64, side: 8, images: 2))
    #expect(prefersWinograd(64, 64, side: 8, images: 2, pass: .inference))
  }

  @Test(
    "In 16 bits first layers of any width have fast kernels",
    .enabled(if: OneDNNBackend.hasBFloat16, "this processor does not compute with bfloat16"),
    arguments: [1, 3], [4, 8, 12, 16, 24, 40])
  func firstLayers(inputs: Int, outputs: Int) throws {
    let network = TestNetwork("stem", image: Shape(height: 32, width: 32, channels: inputs)) {
      try $0.convolution("stem", outputs, kernel: 3).batchNorm("stem.bn").activation(.relu)
        .flatten().dense("head", 10)
    }
    let graph = Network(try network.graph()).graph
    let backend = OneDNNBackend(trainsInBFloat16: true)
    let layouts = backend.layouts(of: graph, images: 32, pass: .training)
    let (index, op) = try #require(
      graph.nodes.enumerated().lazy.compactMap { index, node in
        if case .inference(.convolution(let op)) = node.op { (index, op) } else { nil }
      }.first)
    let kernel = backend.kernel(
      for: KernelRequest(
        operation: .convolution(op, .none), inputs: [layouts[graph.nodes[index].inputs[0]]],
        output: layouts[index], pass: .training, needsGradient: [false]))
    let (plain, converted) = (kernel as? ConvolutionKernel, kernel as? ConvertingKernel)
    let inner = try #require(plain ?? converted?.inner as? ConvolutionKernel)
    #expect(!inner.isSlow)
  }

  private func prefersWinograd(
    _ inputs: Int, _ outputs: Int, side: Int, kernel: Int = 3, stride: Int = 1, groups: Int = 1,
    images: Int = 32, element: ValueLayout.Element = .float, pass: Pass = .training
  ) -> Bool {
    let op = Convolution(
      outputChannels: outputs, window: Window(kernel: Size(kernel), stride: Size(stride)),
      groups: groups)
    let shape = Shape(height: side, width: side, channels: inputs)
    func layout(_ shape: Shape) -> ValueLayout {
      ValueLayout(shape: shape, images: images, block: 16, element: element)
    }
    let request = KernelRequest(
      operation: .convolution(op, .none), inputs: [layout(shape)],
      output: layout(op.window.output(of: shape, channels: outputs)), pass: pass,
      needsGradient: [true])
    return ConvolutionGeometry(op, request).prefersWinograd
  }
}
#endif
