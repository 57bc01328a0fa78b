import Datasets
import Foundation

extension DataSource {
  /// Steps that a training has by itself, as far as ``mostEpochs`` allow.
  private static let fewestSteps = 500
  /// The most passes over few images.
  private static let mostEpochs = 100

  /// The passes over the training images where none are asked for: those of the standard plan, and
  /// more of a folder of few images, whose passes have few steps.
  ///
  /// - Parameter batch: images per step.
  /// - Throws: where the folder is not there or is none of images per class.
  public func standardEpochs(batch: Int) throws -> Int {
    let standard = TrainingPlan().epochs
    guard case .folder(let path, _, _, let reading) = self else { return standard }
    let images = try ImageFolder(
      URL(filePath: path, directoryHint: .isDirectory), layout: reading?.imageLayout
    ).trainingCount
    let steps = max(1, (images - images / 6) / max(batch, 1))
    return max(standard, min(Self.mostEpochs, (Self.fewestSteps + steps - 1) / steps))
  }
}
