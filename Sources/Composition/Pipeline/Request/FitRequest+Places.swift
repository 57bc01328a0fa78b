import Files
import Foundation

extension FitRequest {
  /// The request with every path as seen from the folder that it was made in; nothing of it depends on
  /// where it is read.
  package var located: FitRequest {
    var request = self
    if let path = data.path { request.data = data.moved(to: absolute(path)) }
    request.fleet = fleet.map(absolute)
    request.latencies?.file = absolute(latencies?.file ?? "")
    request.deviceFiles = deviceFiles?.mapValues(absolute)
    request.spaceFile = spaceFile.map(absolute)
    request.source = source.changingPaths(absolute)
    if let start = training.startFrom, !TrainedSupernet.builtInNames.contains(start) {
      request.training.startFrom = absolute(start)
    }
    return request
  }

  /// A path as seen from the folder that the request was made in; the same where that is not known.
  private func absolute(_ path: String) -> String {
    guard let folder, !path.hasPrefix("/") else { return path }
    return URL(filePath: folder, directoryHint: .isDirectory).appending(path: path)
      .standardizedFileURL.path
  }
}

extension FitRequest {
  /// Takes the images from another folder than the request says.
  ///
  /// - Throws: ``PipelineError/request(_:)`` where they come from none,
  ///   ``PipelineError/noImages(folder:)`` where there is no such folder.
  package mutating func moveData(to path: String) throws {
    guard data.path != nil else {
      throw PipelineError.request(
        "The images of this run are generated; leave '--data-path' out.")
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else { throw PipelineError.noImages(folder: path) }
    dataFolder = URL(filePath: path, directoryHint: .isDirectory).standardizedFileURL.path
  }

  /// Words paths as an equal request that is stored already, since weights name them in these words.
  mutating func spell(as stored: FitRequest) {
    data = stored.data
    source = stored.source
    training.startFrom = stored.training.startFrom
    if let file = stored.latencies?.file { latencies?.file = file }
    if fleet != nil { fleet = stored.fleet ?? fleet }
    folder = stored.folder ?? folder
    dataFolder = dataFolder ?? stored.dataFolder
  }
}

extension DataSource {
  /// The folder with the files of the set, as it was named; nil where none is read.
  package var path: String? {
    switch self {
    case .generated: nil
    case .cifar10(let path), .cifar100(let path), .fashionMNIST(let path), .mnist(let path),
      .folder(let path, _, _, _):
      path
    }
  }
}
