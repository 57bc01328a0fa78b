#if OneDNN
/// A kernel for floats where there is none, or only a slow one, for values in 16 bits: these are
/// turned into floats before it and back behind it.
struct ConvertingKernel: OperationKernel {
  let inner: any OperationKernel
  private let request: KernelRequest
  /// Whether there is anything to convert.
  private let converts: Bool

  /// - Parameter kernel: makes the kernel for floats; the portable one unless said otherwise.
  init(
    _ request: KernelRequest,
    _ kernel: (KernelRequest) -> any OperationKernel = PortableBackend.kernel
  ) {
    self.request = request
    converts = request.output.element == .bfloat16
    var floats = request
    floats.inputs = request.inputs.map(\.inFloats)
    floats.output = request.output.inFloats
    inner = kernel(floats)
  }

  var savedCount: Int { inner.savedCount }

  var scratchCount: Int {
    guard converts else { return inner.scratchCount }
    let values = (request.inputs + [request.output]).reduce(0) { $0 + $1.inFloats.room }
    return 2 * values + inner.scratchCount
  }

  func bound(to buffers: KernelBuffers) -> any BoundKernel {
    converts ? Bound(self, buffers) : inner.bound(to: buffers)
  }

  private struct Bound: BoundKernel {
    let kernel: ConvertingKernel
    let buffers: KernelBuffers
    /// The same with values as floats, in the scratch.
    let floats: KernelBuffers
    let inner: any BoundKernel

    init(_ kernel: ConvertingKernel, _ buffers: KernelBuffers) {
      var next = buffers.scratch
      func place(_ layout: ValueLayout) -> UnsafeMutablePointer<Float> {
        defer { next += layout.inFloats.room }
        return next
      }
      var floats = buffers
      floats.inputs = kernel.request.inputs.map(place)
      floats.output = place(kernel.request.output)
      floats.outputGradient = buffers.outputGradient.map { _ in place(kernel.request.output) }
      floats.inputGradients = zip(buffers.inputGradients, kernel.request.inputs).map {
        gradient, layout in gradient.map { _ in place(layout) }
      }
      floats.scratch = next
      self.kernel = kernel
      self.buffers = buffers
      self.floats = floats
      inner = kernel.inner.bound(to: floats)
    }

    func prepare() { inner.prepare() }

    func forward(seed: UInt64) {
      widenInputs()
      inner.forward(seed: seed)
      kernel.request.output.narrow(floats.output, into: buffers.output)
    }

    func backward(seed: UInt64) {
      guard let from = buffers.outputGradient, let dy = floats.outputGradient else { return }
      widenInputs()
      kernel.request.output.widen(buffers.output, into: floats.output)
      kernel.request.output.widen(from, into: dy)
      inner.backward(seed: seed)
      for (index, layout) in kernel.request.inputs.enumerated() {
        guard let dx = floats.inputGradients[index], let to = buffers.inputGradients[index] else {
          continue
        }
        layout.narrow(dx, into: to)
      }
    }

    private func widenInputs() {
      for (index, layout) in kernel.request.inputs.enumerated() {
        layout.widen(buffers.inputs[index], into: floats.inputs[index])
      }
    }
  }
}

extension ValueLayout {
  /// The same values as floats.
  fileprivate var inFloats: ValueLayout {
    ValueLayout(shape: shape, images: images, block: block)
  }

  /// Floats up to the next multiple of 64 bytes.
  fileprivate var room: Int { (count + 15) / 16 * 16 }

  /// Turns values in 16 bits into floats.
  fileprivate func widen(
    _ values: UnsafeMutablePointer<Float>, into floats: UnsafeMutablePointer<Float>
  ) {
    let halves = values.halves
    for index in 0..<count { floats[index] = Float(bfloat16: halves[index]) }
  }

  /// Turns floats into values in 16 bits.
  fileprivate func narrow(
    _ floats: UnsafeMutablePointer<Float>, into values: UnsafeMutablePointer<Float>
  ) {
    let halves = values.halves
    for index in 0..<count { halves[index] = UInt16(bfloat16: floats[index]) }
  }
}
#endif
