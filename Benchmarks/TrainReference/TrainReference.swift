import Foundation
import Graphs
import Randomness
import Tensors
import Training

/// Times a training step of a reference network: forward, backward and Nesterov momentum.
///
/// `train-reference --network mobile-k7 --batch 64 --threads 1 --seconds 4` prints one line of JSON
/// with the images per second of the best step. `--backend portable` times the slow twin, `--precision bfloat16`
/// values in 16 bits.
@main
struct TrainReference {
  static func main() throws {
    let options = try Options(CommandLine.arguments.dropFirst())
    let graph = try ReferenceNetwork.graph(options.network)
    var generator = SeededGenerator(seed: 0)
    let parameters = ParameterStore(ReferenceNetwork.weights(of: graph, using: &generator))
    var optimizer = Optimizer(.standardSGD, weightDecay: 1e-4, for: parameters)
    let shape = Shape(height: 32, width: 32, channels: 3)
    let batch = Batch(
      images: (0..<options.batch * shape.count).map { _ in
        Float.random(in: -1.7...1.7, using: &generator)
      }, shape: shape,
      labels: (0..<options.batch).map { _ in Int.random(in: 0..<10, using: &generator) })
    let targets = batch.labels.flatMap { label in (0..<10).map { $0 == label ? Float(1) : 0 } }
    let engine = Engine(
      threads: options.threads, backend: options.backend, precision: options.precision)
    let network = Network(graph)

    func step() -> Float {
      parameters.clearGradients()
      let outcome = engine.train(network, parameters, on: batch, towards: targets)
      optimizer.update(parameters, learningRate: 0.01, step: 0)
      return outcome.loss
    }
    var loss: Float = 0
    for _ in 0..<3 { loss = step() }
    var best = Double.infinity
    var steps = 0
    let clock = ContinuousClock()
    let end = clock.now + .seconds(options.seconds)
    while clock.now < end {
      let start = clock.now
      loss = step()
      best = min(best, (clock.now - start) / .seconds(1))
      steps += 1
    }
    print(
      """
      {"network":"\(options.network)","threads":\(options.threads),"batch":\(options.batch),\
      "precision":"\(engine.precision.rawValue)",\
      "images_per_second":\(Double(options.batch) / best),"steps":\(steps),"loss":\(loss)}
      """)
  }
}

/// What the command line says.
private struct Options {
  var network = "mobile-k7"
  var batch = 64
  var threads = 1
  var seconds = 4.0
  var backend = Engine.Backend.standard
  var precision = Engine.Precision.float32

  struct Mistake: Error, CustomStringConvertible {
    var description: String
  }

  init(_ arguments: ArraySlice<String>) throws {
    var rest = arguments
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { throw Mistake(description: "\(name) has no value") }
      switch name {
      case "--network": network = value
      case "--batch": batch = Int(value) ?? batch
      case "--threads": threads = Int(value) ?? threads
      case "--seconds": seconds = Double(value) ?? seconds
      case "--backend": backend = Engine.Backend(rawValue: value) ?? backend
      case "--precision": precision = Engine.Precision(rawValue: value) ?? precision
      default: throw Mistake(description: "there is no option \(name)")
      }
    }
  }
}
