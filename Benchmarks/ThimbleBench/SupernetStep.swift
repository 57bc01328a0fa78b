import Architectures
import ArgumentParser
import Graphs
import Supernets
import Tensors
import Training

/// A training step of the built-in supernet: the largest network, the smallest and some drawn ones.
struct SupernetStep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "supernet", abstract: "Time a step of the sandwich rule on mobile-32.")

  @OptionGroup var timing: TimingOptions

  @Option(help: "Images of a step.")
  var batch = 64

  @Option(
    help: "Networks that learn from the largest; the first is the smallest, others are drawn.")
  var students = 4

  @Option(help: "float32 or bfloat16.")
  var precision = Engine.Precision.float32

  func run() throws {
    let space = SearchSpace.mobile32()
    let supernet = try Supernet(space)
    let parameters = ParameterStore(try supernet.initialWeights(seed: 0))
    let images = Batch.drawn(batch, of: try space.largest.graph(in: space).inputValue)
    let engine = Engine(threads: timing.threads, precision: precision)
    let targets = Targets.smoothed(images.labels, classes: space.classes, by: 0)
    let rule = SandwichRule(seed: 0, randomNetworks: students - 1)
    var optimizer = Optimizer(
      .standardSGD, weightDecay: 5e-5, for: parameters, undecayed: supernet.kernelTransformNames)
    var step = 0
    let seconds = try timing.time {
      parameters.clearGradients()
      _ = try supernet.sandwichStep(
        rule, on: images, towards: targets, step: step, engine: engine, store: parameters)
      optimizer.update(parameters, learningRate: 0.01, step: step)
      step += 1
    }
    // Steps differ in their networks, so the mean counts.
    printJSON([
      "threads": timing.threads, "batch": batch, "students": students,
      "precision": engine.precision.rawValue, "steps": step,
      "images_per_second": Double(batch) / seconds.mean,
    ])
  }
}
