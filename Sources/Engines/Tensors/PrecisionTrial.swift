package import Graphs

/// How long training passes of a network take in each precision that the processor has.
package struct PrecisionTrial: Codable, Equatable, Sendable {
  /// What was timed in one precision.
  package struct Timing: Codable, Equatable, Sendable {
    /// How values were kept.
    package var precision: Engine.Precision
    /// The best time of a pass of one thread, forward and backward.
    package var milliseconds: Double

    package init(_ precision: Engine.Precision, milliseconds: Double) {
      (self.precision, self.milliseconds) = (precision, milliseconds)
    }
  }

  /// The images of a pass.
  package var images: Int
  /// Single precision first; nothing else where the processor has no other, which takes no time.
  package var timings: [Timing]

  package init(images: Int, timings: [Timing]) {
    (self.images, self.timings) = (images, timings)
  }

  /// The precision to train in: another than single where that is at least a twentieth faster.
  package var fastest: Engine.Precision {
    guard let single = timings.first,
      let best = timings.min(by: { $0.milliseconds < $1.milliseconds })
    else { return .float32 }
    return best.milliseconds < 0.95 * single.milliseconds ? best.precision : .float32
  }

  /// Times passes over drawn images in turns: about a second, and longer only where single images take
  /// that long.
  ///
  /// - Parameters:
  ///   - graph: a network, for example the largest one of a supernet.
  ///   - backend: what computes.
  ///   - shouldStop: asked between passes; what is timed until then is the result.
  package init(
    of graph: FloatGraph, backend: Engine.Backend = .standard,
    shouldStop: () -> Bool = { false }
  ) {
    self.init(of: graph, in: backend.precisions, shouldStop: shouldStop) {
      Engine(threads: 1, backend: backend, precision: $0)
    }
  }

  /// Half of the images of a virtual batch, so that both engines take no more memory than a training.
  private static let mostImages = Engine.virtualBatch / 2

  /// - Parameter precisions: single precision first.
  init(
    of graph: FloatGraph, in precisions: [Engine.Precision], shouldStop: () -> Bool = { false },
    engine: (Engine.Precision) -> Engine
  ) {
    self.init(images: 0, timings: [])
    guard precisions.count > 1 else { return }
    let clock = ContinuousClock()
    let passes = precisions.map { TrialPass(graph, engine($0)) }
    // The first pass makes the kernels. The second one shows for how many images there is time.
    passes[0].run(images: 1)
    if shouldStop() { return }
    let one = clock.measure { passes[0].run(images: 1) } / .seconds(1)
    images = max(1, min(Self.mostImages, Int(0.1 / max(one, 1e-6))))
    for pass in passes where !shouldStop() { pass.run(images: images) }
    var best = [Double](repeating: .infinity, count: passes.count)
    let start = clock.now
    repeat {
      for (index, pass) in passes.enumerated() where !shouldStop() {
        best[index] = min(best[index], clock.measure { pass.run(images: images) } / .seconds(1))
      }
    } while clock.now < start + .seconds(0.6) && !shouldStop()
    timings = zip(precisions, best).map { Timing($0, milliseconds: 1000 * $1) }
  }
}

/// A training pass over drawn images by an engine of its own.
private struct TrialPass {
  let network: Network
  let engine: Engine
  let parameters: ParameterStore

  init(_ graph: FloatGraph, _ engine: Engine) {
    network = Network(graph)
    self.engine = engine
    var weights = Weights()
    for parameter in graph.parameters {
      // Times do not depend on values as long as these are ordinary numbers.
      weights[parameter.name] = Tensor(
        shape: parameter.shape,
        values: (0..<parameter.count).map { Float($0 % 17 + 1) / 100 })
    }
    parameters = ParameterStore(weights)
  }

  func run(images: Int) {
    let (input, outputs) = (network.graph.inputValue, network.graph.outputValue.count)
    let batch = Batch(
      images: (0..<images * input.count).map { Float($0 % 31) / 31 - 0.5 }, shape: input,
      labels: [Int](repeating: 0, count: images))
    let targets = [Float](repeating: 1 / Float(outputs), count: images * outputs)
    _ = engine.train(network, parameters, on: batch, towards: targets)
  }
}
