import Datasets
import Foundation

extension DataSource {
  /// Steps that a training has by itself, as far as ``mostEpochs`` allow: with images of more than 32
  /// pixels, whose steps take several times as long, minutes on two cores.
  private static func fewestSteps(side: Int) -> Int { side <= standardImageSide ? 500 : 200 }
  /// The most passes over few images.
  private static let mostEpochs = 100

  /// The passes over the training images where none are asked for: those of the standard plan, and
  /// more of a folder of few images, whose passes have few steps.
  ///
  /// - Parameter batch: images per step.
  /// - Throws: where the folder is not there or is none of images per class.
  public func standardEpochs(batch: Int) throws -> Int {
    let standard = TrainingPlan().epochs
    guard case .folder(let path, let side, _, let reading) = self else { return standard }
    let images = try ImageFolder(
      URL(filePath: path, directoryHint: .isDirectory), layout: reading?.imageLayout
    ).trainingCount
    let steps = max(1, (images - images / 6) / max(batch, 1))
    let fewest = Self.fewestSteps(side: side)
    return max(standard, min(Self.mostEpochs, (fewest + steps - 1) / steps))
  }
}
