import ArgumentParser
import Foundation
import Graphs
import Randomness
import Tensors

/// Times parts of the float engine; the scripts in `Benchmarks/peers` time a peer in turns with it.
@main
struct ThimbleBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "thimble-bench",
    abstract: "Time parts of Thimble, and draw what it measured.",
    subcommands: [
      TrainStep.self, SupernetStep.self, Infer.self, InferIntegers.self, Evaluate.self,
      SearchSpeed.self, FleetSpeed.self, PredictorFit.self, Cost.self, Picture.self,
    ])
}

/// The options of every timing.
struct TimingOptions: ParsableArguments {
  @Option(help: "Worker threads.")
  var threads = 1

  @Option(help: "Seconds of timing, after a warm-up.")
  var seconds = 4.0

  /// Runs a function again and again; returns the seconds of the best and of the mean run.
  func time(warmUp: Int = 3, _ body: () throws -> Void) rethrows -> (best: Double, mean: Double) {
    for _ in 0..<warmUp { try body() }
    let clock = ContinuousClock()
    let start = clock.now
    var best = Double.infinity
    var runs = 0.0
    repeat {
      let begin = clock.now
      try body()
      best = min(best, (clock.now - begin) / .seconds(1))
      runs += 1
    } while clock.now < start + .seconds(seconds)
    return (best, (clock.now - start) / .seconds(1) / runs)
  }
}

/// Prints values as one line of JSON.
func printJSON(_ values: KeyValuePairs<String, Any>) {
  let fields = values.map { name, value in
    value is String ? "\"\(name)\":\"\(value)\"" : "\"\(name)\":\(value)"
  }
  print("{\(fields.joined(separator: ","))}")
}

extension Batch {
  /// Images and labels that are drawn.
  static func drawn(_ count: Int, of shape: Shape, classes: Int = 10) -> Batch {
    var generator = SeededGenerator(seed: 0)
    return Batch(
      images: (0..<count * shape.count).map { _ in
        Float.random(in: -1.7...1.7, using: &generator)
      }, shape: shape,
      labels: (0..<count).map { _ in Int.random(in: 0..<classes, using: &generator) })
  }
}

extension Engine.Precision: ExpressibleByArgument {}
extension Engine.Backend: ExpressibleByArgument {}
