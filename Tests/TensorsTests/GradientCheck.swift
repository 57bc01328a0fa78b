import Foundation
import Graphs
import Tensors
import Testing

/// Compares the gradients of an engine with central differences of its loss, tensor by tensor
/// along random directions.
struct GradientCheck {
  let engine: Engine
  let network: Network
  let batch: Batch
  let targets: [Float]
  /// Of dropout.
  var seed: UInt64 = 0
  /// The largest changes of a parameter, tried in turn: with large ones values cross the kinks of
  /// activations, with small ones the loss is rounded.
  var steps: [Float] = [0.004, 0.001, 0.000_25]
  /// The largest error as a share of what a random direction changes on the average.
  var tolerance = 0.02

  /// Fails for each stored tensor whose gradient is wrong.
  func run(on weights: Weights, sourceLocation: SourceLocation = #_sourceLocation) {
    let store = ParameterStore(weights)
    _ = train(store)
    let gradients = weights.names.map { Array(store.gradients(of: $0)) }
    var draw = Draw(seed: 99)
    var checked = 0
    for (name, gradient) in zip(weights.names, gradients) where !name.contains(".running_") {
      let length = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      if length > 1e-3 { checked += 1 }
      for _ in 0..<3 {
        let direction = draw.values(gradient.count)
        let found = zip(gradient, direction).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        let scale = max(length * 0.58, 0.005)
        var slopes: [Double] = []
        for step in steps {
          let rise =
            loss(store, name, weights, direction, step)
            - loss(store, name, weights, direction, -step)
          slopes.append(rise / Double(2 * step))
          if abs(found - (slopes.last ?? 0)) <= tolerance * scale { break }
        }
        #expect(
          slopes.contains { abs(found - $0) <= tolerance * scale },
          "\(name): the gradient gives \(found), the loss \(slopes), typical are \(scale)",
          sourceLocation: sourceLocation)
      }
    }
    #expect(
      checked > 0, "no gradient is large enough to be checked", sourceLocation: sourceLocation)
  }

  private func train(_ store: ParameterStore) -> Engine.Outcome {
    engine.train(network, store, on: batch, towards: targets, statisticsMomentum: nil, seed: seed)
  }

  /// The loss in double precision a step away from the weights.
  private func loss(
    _ store: ParameterStore, _ name: String, _ weights: Weights, _ direction: [Float],
    _ step: Float
  ) -> Double {
    let values = store.values(of: name)
    for index in values.indices { values[index] += step * direction[index] }
    let outcome = train(store)
    store.load(weights)
    return meanCrossEntropy(outcome.logits, targets, images: batch.count)
  }
}

/// `−Σ target · log softmax(logits) / images` in double precision.
func meanCrossEntropy(_ logits: [Float], _ targets: [Float], images: Int) -> Double {
  let classes = logits.count / images
  return stride(from: 0, to: logits.count, by: classes).reduce(0.0) { sum, row in
    let values = logits[row..<row + classes].map(Double.init)
    let logSum = log(values.reduce(0) { $0 + exp($1) })
    return zip(values, targets[row..<row + classes]).reduce(sum) {
      $0 - Double($1.1) * ($1.0 - logSum)
    }
  } / Double(images)
}
