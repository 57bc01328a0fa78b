import Graphs

/// A network with fixed weights on one thread, compiled and packed once, for many small batches.
///
/// Batch norms are folded into convolutions; activations and additions are computed with them.
package final class InferenceSession {
  /// The images of one run.
  package let images: Int
  private let worker: Worker
  private let bound: BoundProgram
  private let backend: any ComputeBackend
  private let output: Int
  private let inputCount: Int

  /// - Parameters:
  ///   - parameters: copied; later changes have no effect.
  ///   - images: of one run, at least 1.
  package init(
    _ network: Network, _ parameters: ParameterStore, images: Int = 1,
    backend: Engine.Backend = .standard
  ) {
    require(images >= 1, "A run takes at least one image.")
    self.images = images
    self.backend = backend.computing(in: .float32)
    self.backend.prepareThread()
    var builder = ProgramBuilder(
      network, images: images, pass: .inference, backend: self.backend)
    let program = builder.build()
    worker = Worker(backend: self.backend)
    bound = worker.bind(program, key: 0)
    bound.prepare(
      program.parameters.map { ParameterSlice(network.views[$0.parameter], in: parameters) },
      parameters)
    output = network.graph.output
    inputCount = images * network.graph.inputValue.count
  }

  /// The results `[N, classes]` for images `[N, H, W, C]`.
  package func run(_ values: [Float]) -> [Float] {
    require(values.count == inputCount, "\(values.count) values are not \(images) images")
    backend.prepareThread()
    values.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { bound.forward(base, seed: 0) }
    }
    return bound.value(of: output)
  }

  /// The seconds of each of so many runs on the same images, behind some that warm up; without the time
  /// that images take to come in and results to go out, so that those of blocks add up to a network's.
  package func secondsPerRun(_ values: [Float], runs: Int, warmUp: Int) -> [Double] {
    _ = run(values)
    for _ in 0..<warmUp { bound.forward(seed: 0) }
    return (0..<runs).map { _ in
      let start = ContinuousClock.now
      bound.forward(seed: 0)
      return (ContinuousClock.now - start) / .seconds(1)
    }
  }
}
