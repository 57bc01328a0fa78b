#if OneDNN
import CTensorKernels
import Graphs
import Testing

@testable import Tensors

/// Our own kernels against the portable twin, for every instruction set of this processor and not
/// only the best one.
struct VectorKernelTests {
  @Test(arguments: InstructionSets.present, [3, 16, 24])
  func `Depthwise convolutions agree on every instruction set`(set: Int, channels: Int) {
    for side in [1, 7, 14] {
      for kernel in [1, 3, 5, 7] {
        for stride in [1, 2] {
          let op = Convolution(
            outputChannels: channels, window: Window(kernel: Size(kernel), stride: Size(stride)),
            groups: channels, hasBias: kernel == 3)
          let input = Shape(height: side, width: side, channels: channels)
          expectAgreement(
            .convolution(op, .none), on: [input],
            to: op.window.output(of: input, channels: channels),
            parameters: [channels * kernel * kernel] + (op.hasBias ? [channels] : []), set: set
          ) { DepthwiseKernel(op, .none, $0, $1) }
        }
      }
    }
  }

  @Test(arguments: InstructionSets.present)
  func `Depthwise convolutions with uneven windows agree`(set: Int) {
    let window = Window(
      kernel: Size(height: 2, width: 5), stride: Size(height: 1, width: 3),
      padding: Padding(top: 1, left: 0, bottom: 0, right: 3))
    let op = Convolution(outputChannels: 10, window: window, groups: 10)
    let input = Shape(height: 6, width: 9, channels: 10)
    expectAgreement(
      .convolution(op, .none), on: [input], to: window.output(of: input, channels: 10),
      parameters: [10 * 10], set: set
    ) { DepthwiseKernel(op, .none, $0, $1) }
  }

  @Test(arguments: InstructionSets.present, Activation.allCases)
  func `Activations agree on every instruction set`(set: Int, activation: Activation) {
    for shape in [Shape(features: 3), Shape(height: 5, width: 3, channels: 20)] {
      expectAgreement(
        .activation(activation), on: [shape], to: shape, parameters: [], range: -8...8, set: set
      ) { ActivationKernel(activation, $0, $1) }
    }
  }

  @Test(arguments: InstructionSets.present, [Pool.Kind.average, .maximum])
  func `Pools agree on every instruction set`(set: Int, kind: Pool.Kind) {
    let windows = [
      Window(kernel: Size(3), stride: Size(2)), Window(kernel: Size(2), padding: Padding(0)),
      Window(kernel: Size(height: 6, width: 7), padding: Padding(0)),
    ]
    let input = Shape(height: 6, width: 7, channels: 20)
    for window in windows {
      let op = Pool(kind, window: window)
      expectAgreement(
        .pool(op), on: [input], to: window.output(of: input, channels: 20), parameters: [],
        set: set
      ) { PoolKernel(op, $0, $1) }
    }
  }

  @Test(arguments: InstructionSets.present)
  func `Products with one value per channel agree on every instruction set`(set: Int) throws {
    let shape = Shape(height: 5, width: 3, channels: 20)
    for map in [shape, Shape(features: 20)] {
      expectAgreement(
        .multiply, on: [map, Shape(features: 20)], to: map, parameters: [], set: set
      ) { request, vectors in
        ScaleKernel(request, vectors) ?? PortableBackend().kernel(for: request)
      }
    }
  }

  @Test(arguments: InstructionSets.present)
  func `Sums agree on every instruction set`(set: Int) {
    let shape = Shape(height: 5, width: 3, channels: 20)
    expectAgreement(.add, on: [shape, shape], to: shape, parameters: [], set: set) {
      AddKernel(count: $0.output.count, vectors: $1)
    }
  }

  @Test(arguments: InstructionSets.present, QuantizerTests.ranges)
  func `Quantizers agree on every instruction set`(set: Int, range: FakeQuantizer.Range) {
    for shape in [Shape(features: 3), Shape(height: 30, width: 13, channels: 20)] {
      for precision in Precision.allCases {
        let op = FakeQuantizer(precision, range)
        expectAgreement(
          .quantizer(op), on: [shape], to: shape, parameters: op.hasClip ? [1] : [],
          parameterRange: 0.3...0.6, set: set
        ) { QuantizerKernel(op, $0, $1) }
      }
    }
  }

  /// Runs a kernel and its twin forward and backward and compares all that they write; absent
  /// channels must be zeros.
  private func expectAgreement(
    _ operation: KernelRequest.Operation, on inputs: [Shape], to output: Shape,
    parameters: [Int], range: ClosedRange<Float> = -1...1,
    parameterRange: ClosedRange<Float> = -1...1, set: Int,
    _ kernel: (KernelRequest, VectorKernels) -> any OperationKernel
  ) {
    guard let table = tensor_kernels_of(Int32(set)) else {
      Issue.record("The instruction set \(set) is absent.")
      return
    }
    let vectors = VectorKernels(table: table.pointee)
    let element: ValueLayout.Element = table.pointee.value_bytes == 2 ? .bfloat16 : .float
    func request(block: Int?) -> KernelRequest {
      func layout(_ shape: Shape) -> ValueLayout {
        ValueLayout(
          shape: shape, images: 2, block: block ?? shape.channels,
          element: block == nil ? .float : element)
      }
      return KernelRequest(
        operation: operation, inputs: inputs.map(layout), output: layout(output), pass: .training,
        needsGradient: inputs.map { _ in true })
    }
    let (fast, slow) = (request(block: vectors.block), request(block: nil))
    let found = KernelRun(
      kernel(fast, vectors), fast, parameters, range, parameterRange, as: element)
    let twin = PortableBackend.kernel(for: slow)
    let expected = KernelRun(twin, slow, parameters, range, parameterRange, as: element)
    for (found, expected) in zip(found.results, expected.results) {
      TensorsTests.expectAgreement(
        found.values, expected.values, within: element == .float ? 1e-5 : 0.01, floor: 1,
        "\(operation) on \(inputs[0]), \(expected.name)")
    }
    #expect(found.absentAreZero, "\(operation) on \(inputs[0])")
    #expect(found.staysInside, "\(operation) on \(inputs[0])")
  }
}

/// One kernel run forward and backward on drawn values.
private struct KernelRun {
  var results: [(name: String, values: [Float])] = []
  /// Whether all channels past the last are zeros in what the kernel wrote.
  var absentAreZero = true
  /// Whether nothing was written behind the memory of the kernel.
  var staysInside = true

  /// Floats behind each memory.
  private static let margin = 64

  init(
    _ kernel: any OperationKernel, _ request: KernelRequest, _ parameters: [Int],
    _ range: ClosedRange<Float>, _ parameterRange: ClosedRange<Float>,
    as element: ValueLayout.Element
  ) {
    var draw = Draw(seed: 21)
    var places: [UnsafeMutableBufferPointer<Float>] = []
    defer { for place in places { place.deallocate() } }
    /// Memory that holds nonsense, as that of an arena does, and some behind it.
    func memory(_ count: Int) -> UnsafeMutablePointer<Float> {
      let buffer = UnsafeMutableBufferPointer<Float>.aligned(count: count + Self.margin)
      buffer.update(repeating: 1e20)
      places.append(buffer)
      guard let base = buffer.baseAddress else { fatalError("memory has an address") }
      return base
    }
    func drawn(_ layout: ValueLayout) -> UnsafeMutablePointer<Float> {
      let place = memory(layout.floatCount)
      // Both twins read values that 16 bits can hold.
      let values = draw.values(layout.images * layout.shape.count, range).map {
        element == .float ? $0 : Float(bfloat16: UInt16(bfloat16: $0))
      }
      layout.store(values, into: place)
      return place
    }
    func drawn(_ count: Int) -> UnsafeMutablePointer<Float> {
      let place = memory(count)
      place.update(from: draw.values(count, parameterRange), count: count)
      return place
    }
    let buffers = KernelBuffers(
      inputs: request.inputs.map(drawn), output: memory(request.output.floatCount),
      parameters: parameters.map(drawn), outputGradient: drawn(request.output),
      inputGradients: request.inputs.map { memory($0.floatCount) },
      parameterGradients: parameters.map(memory), saved: memory(kernel.savedCount),
      scratch: memory(kernel.scratchCount))
    let bound = kernel.bound(to: buffers)
    bound.prepare()
    bound.forward(seed: 0)
    // The backward pass may reuse what the forward pass left, but not change the result.
    bound.backward(seed: 0)
    for place in places where place.suffix(Self.margin).contains(where: { $0 != 1e20 }) {
      staysInside = false
    }
    note("result", request.output, buffers.output)
    if request.operation == .add { return }
    for (layout, place) in zip(request.inputs, buffers.inputGradients) {
      if let place { note("gradient of the input", layout, place) }
    }
    for (count, place) in zip(parameters, buffers.parameterGradients) {
      results.append(
        ("gradient of a parameter", Array(UnsafeBufferPointer(start: place, count: count))))
    }
  }

  private mutating func note(
    _ name: String, _ layout: ValueLayout, _ place: UnsafeMutablePointer<Float>
  ) {
    results.append((name, layout.load(place)))
    let zeros =
      switch layout.element {
      case .float:
        UnsafeBufferPointer(start: place, count: layout.count).count { $0 == 0 }
      case .bfloat16:
        UnsafeBufferPointer(start: place.halves, count: layout.count).count { $0 & 0x7FFF == 0 }
      }
    let present = layout.images * layout.shape.count
    if zeros < layout.count - present { absentAreZero = false }
  }
}
#endif
