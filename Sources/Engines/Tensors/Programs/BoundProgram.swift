import Graphs

/// A program on the arena of one worker.
final class BoundProgram {
  let program: Program
  private let arena: UnsafeMutablePointer<Float>
  private let kernels: [any BoundKernel]
  private let backend: any ComputeBackend
  /// Where times are noted, or nil where nobody wants them.
  var profile: Profile?

  init(_ program: Program, arena: UnsafeMutablePointer<Float>, backend: any ComputeBackend) {
    self.program = program
    self.arena = arena
    self.backend = backend
    kernels = program.steps.map { step in
      step.kernel.bound(
        to: KernelBuffers(
          inputs: step.inputs.map { arena + $0 }, output: arena + step.output,
          parameters: step.parameters.map { arena + $0 },
          outputGradient: step.outputGradient.map { arena + $0 },
          inputGradients: step.inputGradients.map { $0.map { arena + $0 } },
          parameterGradients: step.parameterGradients.map { arena + $0 },
          saved: arena + step.saved, scratch: arena + program.scratch))
    }
  }

  /// Takes the parameters from the store; every pass until the next call computes with them.
  func prepare(_ slices: [ParameterSlice], _ store: ParameterStore) {
    for (place, slice) in zip(program.parameters, slices) {
      slice.read(from: store, into: arena + place.value)
    }
    for kernel in kernels { kernel.prepare() }
  }

  /// Computes the result of a chunk.
  ///
  /// - Parameter images: `[N, H, W, C]`, as many as the program was compiled for.
  func forward(_ images: UnsafePointer<Float>, seed: UInt64) {
    program.layouts[0].store(images, into: arena + (program.values[0] ?? 0))
    forward(seed: seed)
  }

  /// Computes the result for the images of the last call that brought some.
  func forward(seed: UInt64) {
    for (number, kernel) in kernels.enumerated() {
      timed(number, .forward) { kernel.forward(seed: seed.mixed(with: number)) }
    }
  }

  private func timed(_ step: Int, _ direction: Profile.Direction, _ body: () -> Void) {
    guard profile != nil else { return body() }
    let start = ContinuousClock.now
    body()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let step = program.steps[step]
    // To inputs and to weights: twice the multiply-adds, less where no input wants a gradient.
    let passes =
      switch direction {
      case .forward: 1
      case .backward: step.inputGradients.contains { $0 != nil } ? 2 : 1
      }
    profile?.add(step.label, direction, seconds: seconds, macs: passes * step.macs)
  }

  /// Computes all gradients from that of the result, `[N, classes]`, and adds those of the
  /// parameters to `sums`, which is laid out as the gradients of the store.
  func backward(
    resultGradient: [Float], _ slices: [ParameterSlice], _ store: ParameterStore,
    into sums: UnsafeMutablePointer<Float>, seed: UInt64
  ) {
    guard let place = program.resultGradient else { return }
    program.layouts[program.network.graph.output].store(resultGradient, into: arena + place)
    for place in program.parameters where place.parameter.role.isTrainable {
      (arena + place.gradient).update(repeating: 0, count: place.parameter.count)
    }
    for action in program.backward {
      switch action {
      case .backward(let step):
        timed(step, .backward) { kernels[step].backward(seed: seed.mixed(with: step)) }
      case .accumulate(let from, let to, let count):
        backend.accumulate(
          arena + from, into: arena + to, floatCount: count, program.layouts[0].element)
      case .copy(let from, let to, let count):
        (arena + to).update(from: arena + from, count: count)
      }
    }
    for (place, slice) in zip(program.parameters, slices)
    where place.parameter.role.isTrainable {
      slice.add(arena + place.gradient, from: store, to: sums)
    }
  }

  /// The value `[N, H, W, C]` of a node that was kept.
  func value(of node: Int) -> [Float] {
    guard let place = program.values[node] else {
      fatalError("the value of node \(node) was fused away; compile the program to keep it")
    }
    return program.layouts[node].load(arena + place)
  }

  /// The mean and the variance of each batch norm after a pass with batch statistics.
  func statistics() -> [(mean: [Float], variance: [Float])] {
    program.norms.map { norm in
      let saved = arena + norm.saved
      func vector(_ offset: Int) -> [Float] {
        Array(UnsafeBufferPointer(start: saved + offset, count: norm.channels))
      }
      return (
        vector(BatchStatistics.meanOffset),
        vector(BatchStatistics.varianceOffset(channels: norm.channels))
      )
    }
  }
}
