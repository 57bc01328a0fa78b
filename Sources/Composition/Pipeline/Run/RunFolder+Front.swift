package import Architectures
import Foundation
import Search
import Tensors

extension RunFolder {
  /// The front of `front.json`, or nil where there is none.
  ///
  /// - Throws: ``PipelineError/damaged(file:reason:step:)`` where its networks are not of this space.
  package func readFront(of space: SearchSpace) throws -> FrontRecord? {
    let step = RunStep.search.rawValue
    guard let record = try readIfPresent(FrontRecord.self, from: front, writtenBy: step) else {
      return nil
    }
    for point in record.points {
      do {
        try space.validate(point.architecture)
      } catch {
        throw PipelineError.damaged(file: front.path, reason: "\(error)", step: step)
      }
    }
    return record
  }

  /// The predictor of the folder's supernet, or nil where none was trained.
  func readPredictor(of space: SearchSpace) throws -> AccuracyPredictor? {
    guard FileManager.default.fileExists(atPath: predictor.path) else { return nil }
    do {
      return try AccuracyPredictor(try Safetensors(contentsOf: predictor), for: space)
    } catch {
      throw PipelineError.damaged(file: predictor.path, reason: "\(error)", step: "predictor")
    }
  }
}
