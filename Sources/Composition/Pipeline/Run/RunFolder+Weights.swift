import Foundation
import Tensors

extension RunFolder {
  /// Weights that `step` has written.
  ///
  /// - Parameter expected: names and shapes of all tensors.
  /// - Throws: ``PipelineError/damaged(file:reason:step:)`` where they are not these tensors, with
  ///   finite values.
  func readWeights(_ file: URL, writtenBy step: String, expected: [String: [Int]]) throws
    -> Safetensors
  {
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw PipelineError.missing(file: file.path, step: step)
    }
    func damaged(_ reason: String) -> PipelineError {
      .damaged(file: file.path, reason: reason, step: step)
    }
    let read: Safetensors
    do {
      read = try Safetensors(contentsOf: file)
    } catch {
      throw damaged("\(error)")
    }
    for (name, shape) in expected.sorted(by: { $0.key < $1.key }) {
      guard let tensor = read.weights[name] else {
        throw damaged("the tensor '\(name)' is missing.")
      }
      guard tensor.shape == shape else {
        throw damaged("the tensor '\(name)' has the shape \(tensor.shape), expected \(shape).")
      }
      guard tensor.values.allSatisfy(\.isFinite) else {
        throw damaged("the tensor '\(name)' holds values that are no finite numbers.")
      }
    }
    if let surplus = read.weights.names.first(where: { expected[$0] == nil }) {
      throw damaged("the tensor '\(surplus)' belongs to another network.")
    }
    return read
  }
}
