import Dispatch
import Foundation
import Graphs

/// Runs networks in floating point, forward and backward, on a fixed number of threads.
///
/// A batch is split into virtual batches of 32 images, each with batch statistics and gradients of
/// its own; gradients are summed in the order of the images, so results do not depend on the number
/// of threads. Calls from several threads run one after the other.
package final class Engine: Sendable {
  /// The images of a virtual batch.
  package static let virtualBatch = 32

  /// Worker threads, at least 1.
  package let threads: Int
  /// What computes the operations.
  package let backend: Backend
  /// How values are kept in training.
  package let precision: Precision

  let computing: any ComputeBackend
  private let gradientPool = GradientPool()
  private let lock = NSLock()
  /// Only touched while the lock is held.
  nonisolated(unsafe) private var state = State()

  /// What is reused from call to call.
  private struct State {
    var workers: [Worker] = []
    var programs: [(key: Int, program: Program, kept: Set<Int>)] = []
    var nextKey = 0
    var profile: Profile?
  }

  /// - Parameter precision: single where the backend knows no other here.
  package init(threads: Int, backend: Backend = .standard, precision: Precision = .float32) {
    require(threads >= 1, "An engine has at least one thread.")
    let precision = backend.precisions.contains(precision) ? precision : .float32
    self.precision = precision
    self.threads = threads
    self.backend = backend
    computing = backend.computing(in: precision)
  }

  /// Notes from now on how long every operation takes; that costs some time itself.
  package func startProfile() {
    lock.withLock { state.profile = Profile() }
  }

  /// What was noted since ``startProfile()``, or nil.
  package var profile: Profile? { lock.withLock { state.profile } }

  /// What one training pass gives beside the gradients.
  package struct Outcome: Sendable {
    /// The mean loss over the images.
    package var loss: Float
    /// The network's results `[N, outputs]`, before softmax.
    package var logits: [Float]
  }

  /// Forward in training mode, the loss against `targets`, backward; adds the gradients of the mean
  /// loss to those of the store.
  ///
  /// - Parameters:
  ///   - targets: the target of each image, `[N, outputs]`: a distribution over classes for a
  ///     cross-entropy, values for a squared error.
  ///   - loss: how far results are from targets.
  ///   - statisticsMomentum: the weight of this batch in the running statistics of batch norms; nil
  ///     leaves them alone, as for sub-networks of a supernet.
  ///   - seed: of dropout.
  package func train(
    _ network: Network, _ parameters: ParameterStore, on batch: Batch, towards targets: [Float],
    loss: Loss = .crossEntropy, statisticsMomentum: Float? = 0.1, seed: UInt64 = 0
  ) -> Outcome {
    let outputs = network.graph.outputValue.count
    require(
      targets.count == batch.count * outputs,
      "\(targets.count) targets for \(batch.count) images and \(outputs) outputs")
    struct Part {
      var logits: [Float]
      var loss: Float
      var gradients: GradientSums
      var slices: [ParameterSlice]
      var statistics: [(mean: [Float], variance: [Float])]
    }
    let (parts, norms) = forEachChunk(of: batch, network, .training, parameters) { run in
      run.forward(seed: seed)
      let logits = run.program.value(of: network.graph.output)
      let target = Array(
        targets[run.first * outputs..<run.first * outputs + logits.count])
      let (partLoss, gradient) = loss(
        of: logits, against: target, width: outputs, images: batch.count)
      let gradients = gradientPool.take(for: parameters)
      run.backward(gradient, into: gradients.base, seed: seed)
      return Part(
        logits: logits, loss: partLoss, gradients: gradients, slices: run.slices,
        statistics: run.program.statistics())
    }
    guard let sums = parameters.gradients.baseAddress else { fatalError("a store has gradients") }
    let touched = parameters.gradientRanges(of: parts.first?.slices ?? [])
    for part in parts {
      for range in touched {
        computing.accumulate(
          part.gradients.base + range.lowerBound, into: sums + range.lowerBound,
          floatCount: range.count, .float)
      }
      gradientPool.giveBack(part.gradients, clearing: touched)
      guard let momentum = statisticsMomentum else { continue }
      for (norm, values) in zip(norms, part.statistics) {
        parameters.average(values.mean, into: "\(norm).running_mean", weight: momentum)
        parameters.average(values.variance, into: "\(norm).running_var", weight: momentum)
      }
    }
    return Outcome(
      loss: parts.reduce(0) { $0 + $1.loss }, logits: parts.flatMap(\.logits))
  }

  /// The results `[N, classes]` in inference mode: running statistics, no dropout.
  package func logits(of network: Network, _ parameters: ParameterStore, on batch: Batch)
    -> [Float]
  {
    forEachChunk(of: batch, network, .inference, parameters) { run in
      run.forward(seed: 0)
      return run.program.value(of: network.graph.output)
    }.parts.flatMap { $0 }
  }

  /// The results `[N, classes]` in training mode: statistics of each virtual batch, no gradients; what
  /// a fixed teacher answers.
  ///
  /// - Parameter seed: of dropout.
  package func trainingLogits(
    of network: Network, _ parameters: ParameterStore, on batch: Batch, seed: UInt64 = 0
  ) -> [Float] {
    forEachChunk(of: batch, network, .training, parameters) { run in
      run.forward(seed: seed)
      return run.program.value(of: network.graph.output)
    }.parts.flatMap { $0 }
  }

  /// The statistics of every batch norm over these images, as `NODE.running_mean` and
  /// `NODE.running_var`; each layer sees its inputs normalised by those of its virtual batch.
  package func statistics(of network: Network, _ parameters: ParameterStore, over batches: [Batch])
    -> Weights
  {
    var pooled: [PooledStatistics] = []
    var names: [String] = []
    for batch in batches {
      let (parts, norms) = forEachChunk(of: batch, network, .statistics, parameters) { run in
        run.forward(seed: 0)
        return (run.count, run.program.statistics())
      }
      names = norms
      if pooled.isEmpty { pooled = norms.map { _ in PooledStatistics() } }
      for (count, statistics) in parts {
        for (index, values) in statistics.enumerated() {
          pooled[index].add(mean: values.mean, variance: values.variance, images: count)
        }
      }
    }
    var weights = Weights()
    for (name, values) in zip(names, pooled) {
      weights["\(name).running_mean"] = values.mean
      weights["\(name).running_var"] = values.variance
    }
    return weights
  }

  /// The values `[N, H, W, C]` of some nodes in inference mode.
  package func values(
    of nodes: [Int], in network: Network, _ parameters: ParameterStore, on batch: Batch
  ) -> [[Float]] {
    let parts = forEachChunk(
      of: batch, network, .inference, parameters, keeping: Set(nodes)
    ) { run in
      run.forward(seed: 0)
      return nodes.map { run.program.value(of: $0) }
    }.parts
    return nodes.indices.map { index in parts.flatMap { $0[index] } }
  }

  // MARK: Chunks

  /// One chunk of images on one worker.
  private struct ChunkRun {
    let program: BoundProgram
    let slices: [ParameterSlice]
    let store: ParameterStore
    let images: UnsafePointer<Float>
    /// The index of the first image in the batch.
    let first: Int
    let count: Int

    func forward(seed: UInt64) {
      program.forward(images, seed: seed.mixed(with: first))
    }

    func backward(_ gradient: [Float], into sums: UnsafeMutablePointer<Float>, seed: UInt64) {
      program.backward(
        resultGradient: gradient, slices, store, into: sums, seed: seed.mixed(with: first))
    }
  }

  /// Runs `body` for each virtual batch; the results are in the order of the images.
  private func forEachChunk<Result>(
    of batch: Batch, _ network: Network, _ pass: Pass, _ store: ParameterStore,
    keeping kept: Set<Int> = [], _ body: (ChunkRun) -> Result
  ) -> (parts: [Result], norms: [String]) {
    require(
      batch.shape == network.graph.inputValue,
      "images of \(batch.shape) meet a network for \(network.graph.inputValue)")
    let size = Engine.virtualBatch
    let ranges = stride(from: 0, to: batch.count, by: size).map {
      $0..<min($0 + size, batch.count)
    }
    guard let first = ranges.first, let last = ranges.last else { return ([], []) }
    return lock.withLock {
      let counts = Set([first.count, last.count]).sorted()
      let programs = Dictionary(
        uniqueKeysWithValues: counts.map { count in
          (count, program(network, images: count, pass, kept))
        })
      guard let any = programs[first.count]?.program else { return ([], []) }
      let slices = any.parameters.map {
        ParameterSlice(network.views[$0.parameter], in: store)
      }
      let workerCount = min(threads, ranges.count)
      while state.workers.count < workerCount { state.workers.append(Worker(backend: computing)) }
      var parts = [Result?](repeating: nil, count: ranges.count)
      let isProfiled = state.profile != nil
      var profiles = [Profile?](repeating: nil, count: ranges.count)
      batch.images.withUnsafeBufferPointer { images in
        guard let base = images.baseAddress else { return }
        parts.withUnsafeMutableBufferPointer { parts in
          profiles.withUnsafeMutableBufferPointer { profiles in
            // Each thread has a worker of its own and writes elements of its own.
            nonisolated(unsafe) let (workers, parts, profiles) = (state.workers, parts, profiles)
            nonisolated(unsafe) let body = body
            nonisolated(unsafe) let base = base
            DispatchQueue.concurrentPerform(iterations: workerCount) { worker in
              computing.prepareThread()
              var prepared: Int?
              for index in stride(from: worker, to: ranges.count, by: workerCount) {
                let range = ranges[index]
                guard let (key, program) = programs[range.count] else { continue }
                let bound = workers[worker].bind(program, key: key)
                if isProfiled { bound.profile = Profile() }
                if prepared != key { bound.prepare(slices, store) }
                prepared = key
                parts[index] = body(
                  ChunkRun(
                    program: bound, slices: slices, store: store,
                    images: base + range.lowerBound * batch.shape.count, first: range.lowerBound,
                    count: range.count))
                profiles[index] = bound.profile
                bound.profile = nil
              }
            }
          }
        }
      }
      for profile in profiles { if let profile { state.profile?.add(profile) } }
      return (parts.compactMap { $0 }, any.norms.map(\.name))
    }
  }

  /// The compiled network, from those that were used last where it is among them.
  private func program(
    _ network: Network, images: Int, _ pass: Pass, _ kept: Set<Int>
  ) -> (key: Int, program: Program) {
    let found = state.programs.firstIndex {
      $0.program.images == images && $0.program.pass == pass && $0.kept == kept
        && $0.program.network == network
    }
    if let found {
      let entry = state.programs.remove(at: found)
      state.programs.append(entry)
      return (entry.key, entry.program)
    }
    computing.prepareThread()
    var builder = ProgramBuilder(
      network, images: images, pass: pass, keeping: kept, backend: computing)
    let program = builder.build()
    if state.programs.count >= 8 { state.programs.removeFirst() }
    state.nextKey += 1
    state.programs.append((state.nextKey, program, kept))
    return (state.nextKey, program)
  }
}
