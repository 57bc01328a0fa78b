#if OneDNN
import Graphs
import Testing

@testable import Tensors

/// Which convolutions are computed in the form of Winograd.
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
