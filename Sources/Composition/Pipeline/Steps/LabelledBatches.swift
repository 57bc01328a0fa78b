import Datasets
import Graphs
import Tensors
import Training

/// The images of each step of a training with what the network is to answer.
struct LabelledBatches {
  /// The images in an order of their own, moved, mirrored and mixed.
  let images: TrainingBatches
  private let task: NetworkTask
  private let smoothing: Double

  /// - Parameters:
  ///   - dataset: whose training part is seen.
  ///   - plan: how.
  ///   - interface: of the network; nil is that of the images.
  ///   - seed: of order and augmentation.
  init(
    _ dataset: Dataset, _ plan: TrainingPlan, reading interface: NetworkInterface? = nil,
    seed: UInt64
  ) {
    var augmentation = dataset.augmentation
    augmentation.cropPadding = plan.crop ?? augmentation.cropPadding
    augmentation.flips = plan.flips ?? augmentation.flips
    augmentation.cutout = plan.cutout
    images = TrainingBatches(
      dataset.training, interface?.normalization ?? dataset.normalization,
      augmentation: augmentation, mixup: plan.mixup, size: plan.batch, seed: seed)
    task = interface?.task ?? dataset.task
    smoothing = plan.labelSmoothing
  }

  /// What networks are to answer: smoothed labels, `[N, classes]`, mixed as the images are; for plain
  /// values the inputs themselves, which are mixed already.
  func targets(of batch: Batch, step: Int) -> [Float] {
    guard case .classes(let classes) = task else { return batch.images }
    func smoothed(_ labels: [Int]) -> [Float] {
      Targets.smoothed(labels, classes: classes.count, by: smoothing)
    }
    let targets = smoothed(batch.labels)
    guard let mixture = images.mixture(step: step) else { return targets }
    return Targets.mixed(
      targets, smoothed(mixture.partners(of: batch.labels)), share: mixture.share)
  }
}
