import ArgumentParser
import Graphs
import Tensors
import Training

/// A training step of a reference network: forward, backward and Nesterov momentum.
struct TrainStep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Time a training step of a reference network.")

  @OptionGroup var timing: TimingOptions

  @Option(help: "mobile-k7, mobile-k5, mobile-k3, vgg or mobilenetv1.")
  var network = "mobile-k7"

  @Option(help: "Images of a step.")
  var batch = 64

  @Option(help: "float32 or bfloat16.")
  var precision = Engine.Precision.float32

  @Option(help: "oneDNN or portable.")
  var backend = Engine.Backend.standard

  @Option(help: "Train with Adam and quantizers to so many bits, 8, 4 or 2; 32 is without them.")
  var bits: Int?

  func run() throws {
    let graph = try ReferenceNetwork.graph(network)
    var weights = ReferenceNetwork.weights(of: graph)
    var network = Network(graph)
    if let bits, bits != 32 {
      guard let precision = Precision(rawValue: bits) else {
        throw ValidationError("'--bits' is 32, 8, 4 or 2. Here it is \(bits).")
      }
      network = try graph.quantized(to: precision, &weights)
    }
    let parameters = ParameterStore(weights)
    let images = Batch.drawn(batch, of: graph.inputValue)
    let targets = Targets.smoothed(images.labels, classes: 10, by: 0)
    let engine = Engine(threads: timing.threads, backend: backend, precision: precision)
    // Adam as retraining has it; rates that suit weights are far too large for steps.
    let (method, rate): (Recipe.Method, Double) =
      bits == nil ? (.standardSGD, 0.01) : (.standardAdamW, 1e-4)
    var optimizer = Optimizer(method, weightDecay: 1e-4, for: parameters)
    var loss: Float = 0
    let seconds = timing.time {
      parameters.clearGradients()
      loss = engine.train(network, parameters, on: images, towards: targets).loss
      optimizer.update(parameters, learningRate: rate, step: 0)
    }
    // Forward, and backward to inputs and to weights: three times the multiply-adds of inference.
    let operations = 6 * Double(graph.macs * batch)
    printJSON([
      "network": self.network, "threads": timing.threads, "batch": batch,
      "precision": engine.precision.rawValue, "bits": bits ?? 32,
      "images_per_second": Double(batch) / seconds.best,
      "gflops": operations / seconds.best / 1e9, "loss": loss,
    ])
  }
}
