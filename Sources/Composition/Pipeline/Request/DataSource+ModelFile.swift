import Datasets
import Graphs

extension DataSource {
  /// The built-in set that a network reads.
  ///
  /// - Throws: ``PipelineError/noGeneratedData(network:reads:)``.
  func generated(for network: StoredNetwork) throws -> DataSource {
    guard case .generated = self else { return self }
    let input = network.graph.inputValue
    guard GeneratedSet(for: input) != nil else {
      throw PipelineError.noGeneratedData(network: network.graph.name, reads: input)
    }
    return generated(for: input)
  }

  /// The same with images from a folder at this side.
  func read(at side: Int) -> DataSource {
    guard case .folder(let path, _, let classes, let reading) = self else { return self }
    return .folder(path: path, side: side, classes: classes, reading: reading)
  }

  /// Throws ``PipelineError/otherInputs(network:reads:data:has:)`` unless a trained network reads these
  /// inputs and answers what they ask.
  func check(_ network: StoredNetwork) throws {
    func words(_ input: String, classes: Int) -> String {
      input + (classes == 0 ? " to plain values" : " of \(classes) classes")
    }
    let (input, found) = (network.graph.inputValue, imageShape)
    let isRead = hasPictures && input.area > 1 ? input.channels == found.channels : input == found
    let expected = network.interface.task.classes.count
    guard isRead, expected == classes else {
      throw PipelineError.otherInputs(
        network: network.graph.name, reads: words("\(input)", classes: expected),
        data: title, has: words("\(found)", classes: classes))
    }
  }
}
