import Datasets
import Files
import Foundation

/// Reads or generates the images of a run.
struct ImageLoading {
  /// The folder and the request.
  let contents: RunContents
  /// What reports and stops.
  let context: StepContext

  private var run: RunFolder { contents.run }
  private var request: FitRequest { contents.request }

  /// The images.
  ///
  /// - Parameter isNew: whether they may be others than those of the training before.
  /// - Throws: ``PipelineError/otherImages(found:expected:)`` where they are not those that the run
  ///   was trained with; ``PipelineError/interrupted(step:)`` where the caller asked to stop.
  func dataset(isNew: Bool = false) throws -> Dataset {
    let dataset: Dataset
    do {
      dataset = try contents.foundData().dataset(
        largestSide: try request.largestSide, heldOut: request.training.heldOut.size,
        seed: request.seed(of: .images), reading: try imageReading)
    } catch DatasetError.interrupted {
      throw PipelineError.interrupted(step: "reading the images")
    }
    guard dataset.classes.count == request.data.classes else {
      throw PipelineError.otherClasses(
        found: dataset.classes.count, expected: request.data.classes)
    }
    let found = DataRecord(dataset)
    guard !isNew, FileManager.default.fileExists(atPath: run.data.path) else {
      found.leftOut.map {
        context.note("left out: " + $0.map(\.summary).joined(separator: ", "))
      }
      return dataset
    }
    try found.requireImages(of: try contents.readData())
    try run.rememberDataFolder(of: request)
    return dataset
  }

  /// What goes with reading a folder of images: they are kept in the run, or taken from the run that
  /// this one stands on.
  private var imageReading: ImageReading {
    get throws {
      if let kept = request.located.source.trainedRun?.images,
        FileManager.default.fileExists(atPath: kept.path),
        !FileManager.default.fileExists(atPath: run.images.path)
      {
        try FileManager.default.share(kept, as: run.images)
      }
      return ImageReading(
        cache: run.images,
        progress: { [context] done, total in
          let detail = "reading images, \(done) of \(total)"
          context.progress(.step(done: done, total: total, detail: detail))
        },
        note: context.note, shouldStop: context.shouldStop)
    }
  }
}
