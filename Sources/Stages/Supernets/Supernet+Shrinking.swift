import Architectures
import Graphs
package import Tensors
package import Training

extension Supernet {
  /// Puts the gradients of one step of progressive shrinking into `store`, whose gradients are 0.
  ///
  /// Every network has two losses, the cross-entropy against the labels and that against the
  /// teacher's answers, which are added up with the weight 1 (arXiv 1908.09791, section 4.1). As the
  /// cross-entropy is linear in its target, that is twice the one against the mean of both.
  /// Running statistics stay as they are.
  ///
  /// - Parameters:
  ///   - batch: square images of any side, the largest resolution at best.
  ///   - targets: what the labels want, `[N, classes]`.
  ///   - teacher: the fixed weights whose largest network teaches, with statistics of the batch; nil
  ///     leaves the labels alone.
  ///   - step: counted from 0 over all phases.
  ///   - seed: of the drawn networks.
  /// - Returns: the mean over the networks of the mean of both losses.
  package func shrinkingStep(
    _ phase: ProgressiveShrinking.Phase, on batch: Batch, towards targets: [Float],
    teacher: ParameterStore?, step: Int, seed: UInt64, engine: Engine, store: ParameterStore
  ) throws -> Trainer.StepResult {
    let networks = phase.networks(at: step, seed: seed)
    var resized = ResizedBatches([batch])
    var largest = space.largest
    largest.resolution = networks[0].resolution
    let images = resized.at(largest.resolution)[0]
    var wanted = targets
    if let teacher {
      let logits = engine.trainingLogits(of: try network(for: largest), teacher, on: images)
      let answers = Targets.softmax(logits, classes: space.classes)
      wanted = Targets.mixed(targets, answers, share: 0.5)
    }
    var loss: Float = 0
    for architecture in networks {
      loss +=
        engine.train(
          try network(for: architecture), store, on: images, towards: wanted,
          statisticsMomentum: nil
        ).loss
    }
    if teacher != nil { store.scaleGradients(by: 2) }
    return Trainer.StepResult(loss: loss / Float(networks.count), images: batch.count)
  }
}

extension ParameterStore {
  fileprivate func scaleGradients(by factor: Float) {
    for name in names {
      let gradients = gradients(of: name)
      for index in gradients.indices { gradients[index] *= factor }
    }
  }
}
