import Architectures
import ArgumentParser
import Graphs
import Tensors

/// A network of the literature in floating point with drawn weights.
struct Infer: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time the inference of a network of the literature on one thread.")

  @OptionGroup var timing: TimingOptions

  @Option(help: "A name that 'thimble inspect --network' knows.")
  var network = "mobilenetv1-1.0-224"

  @Option(help: "Images of a run.")
  var batch = 1

  func run() throws {
    let graph = try Zoo.network(named: network)
    let session = InferenceSession(
      Network(graph), ParameterStore(ReferenceNetwork.weights(of: graph)), images: batch)
    let images = Batch.drawn(batch, of: graph.inputValue).images
    let seconds = timing.time { _ = session.run(images) }
    printJSON([
      "network": network, "batch": batch,
      "milliseconds_per_image": 1000 * seconds.best / Double(batch),
      "gflops": 2 * Double(graph.macs * batch) / seconds.best / 1e9,
    ])
  }
}

/// The accuracy of a sub-network, as the search measures it.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time the largest network of mobile-32 on many images.")

  @OptionGroup var timing: TimingOptions

  @Option(help: "How many images.")
  var images = 10_000

  func run() throws {
    let space = SearchSpace.mobile32()
    let graph = try space.largest.graph(in: space)
    let store = ParameterStore(ReferenceNetwork.weights(of: graph))
    let batch = Batch.drawn(images, of: graph.inputValue)
    let engine = Engine(threads: timing.threads)
    let seconds = timing.time(warmUp: 1) {
      _ = engine.logits(of: Network(graph), store, on: batch)
    }
    printJSON([
      "threads": timing.threads, "images": images, "mega_macs": Double(graph.macs) / 1e6,
      "seconds": seconds.best, "images_per_second": Double(images) / seconds.best,
    ])
  }
}
