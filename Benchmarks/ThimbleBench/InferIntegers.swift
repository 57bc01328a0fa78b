import Architectures
import ArgumentParser
import Execution
import Graphs
import Quantization
import Randomness
import Tensors

/// A network in integers with drawn weights.
struct InferIntegers: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time the inference of a network in integers of 8 bits with drawn weights.")

  /// What computes.
  enum Runner: String, CaseIterable, ExpressibleByArgument { case vectors, kernels, reference }

  @OptionGroup var timing: TimingOptions

  @Option(help: "A name that 'thimble inspect --network' knows, or mobile-32: its largest network.")
  var network = "resnet8-cifar"

  @Option(help: "Images of a run; only vectors divide them among the threads.")
  var batch = 1

  @Option(help: "The vectors of this processor, the C kernels of a device, or plain Swift.")
  var runner = Runner.vectors

  @Option(help: "The vectors: plain, plainBytes, avx2, avxVNNI or avx512VNNI.")
  var instructions = VectorInstructions.fastest

  func run() throws {
    let space = SearchSpace.mobile32()
    let graph =
      network == space.name
      ? try space.largest.graph(in: space) : try Zoo.network(named: network)
    let integers = try graph.quantizedFromDrawnWeights()
    var generator = SeededGenerator(seed: 1)
    let images = (0..<batch).map { _ in
      (0..<graph.inputValue.count).map { _ in Int8.random(in: -128...127, using: &generator) }
    }
    require(
      VectorRunner(integers, instructions: instructions).run(images[0])
        == KernelRunner(integers).run(images[0]),
      "The vectors give other bytes than the kernels of devices.")
    let seconds =
      switch runner {
      case .vectors:
        timing.time { [vectors = VectorRunner(integers, instructions: instructions)] in
          _ = vectors.run(images: images, threads: timing.threads)
        }
      case .kernels:
        timing.time { [kernels = KernelRunner(integers)] in
          for image in images { _ = kernels.run(image) }
        }
      case .reference:
        timing.time { [reference = ReferenceRunner(integers)] in
          for image in images { _ = reference.run(image) }
        }
      }
    let share = seconds.best / Double(batch)
    printJSON([
      "network": network, "runner": runner.rawValue, "instructions": "\(instructions)",
      "threads": timing.threads, "batch": batch, "mega_macs": Double(graph.macs) / 1e6,
      "microseconds_per_image": 1e6 * share,
      "giga_macs_per_second": Double(graph.macs) / share / 1e9,
    ])
  }
}

extension Graph where Op == FloatOp {
  /// The network in integers of 8 bits, with drawn weights and drawn images for its ranges.
  fileprivate func quantizedFromDrawnWeights() throws -> IntegerGraph {
    let engine = Engine(threads: 1)
    let batch = Batch.drawn(2, of: inputValue)
    let values = inputValue.normalizedChannels
    return try quantize(
      self, ReferenceNetwork.weights(of: self), calibratedOn: [batch],
      mean: [Float](repeating: 0.5, count: values), std: [Float](repeating: 0.25, count: values)
    ) { graph, weights, nodes, batch in
      engine.values(of: nodes, in: Network(graph), ParameterStore(weights), on: batch)
    }
  }
}

extension VectorInstructions: ExpressibleByArgument {
  /// Reads the name of a case.
  public init?(argument: String) {
    guard let named = Self.allCases.first(where: { "\($0)" == argument }) else { return nil }
    self = named
  }
}
