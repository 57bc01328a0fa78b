import Files
import Foundation

/// Where the images of a run may lie, as its folder may have been moved, with or without them.
struct ImagePlaces {
  /// The folder of the run.
  let run: RunFolder
  /// What it was asked for.
  let request: FitRequest

  /// The folders, the likeliest first: where the images were moved to; where the request says; and, as a
  /// run is moved along with what is around it, beside each folder above it.
  var folders: [String] {
    guard let path = request.data.path else { return [] }
    var places = [request.dataFolder, request.located.data.path, path].compactMap(\.self)
    guard !path.hasPrefix("/") else { return places }
    var above = run.url.standardizedFileURL
    while above.path != "/" {
      above = above.deletingLastPathComponent()
      places.append(above.appending(path: path).standardizedFileURL.path)
    }
    return places
  }

  /// The first place at which there is a folder.
  private var folder: String? {
    folders.first { FilePath(URL(filePath: $0)).entry.kind == .folder }
  }

  /// The images from where they are now, as far as that is known.
  var likelyData: DataSource { folder.map { request.data.moved(to: $0) } ?? request.data }

  /// The images as they are found now.
  ///
  /// - Throws: ``PipelineError/noImages(folder:)`` where there is no folder at any of the places.
  func foundData() throws -> DataSource {
    guard let first = folders.first else { return request.data }
    guard let folder else { throw PipelineError.noImages(folder: first) }
    return request.data.moved(to: folder)
  }
}

extension RunFolder {
  /// Remembers where the images of a run have been found after they were moved.
  func rememberDataFolder(of asked: FitRequest) throws {
    guard let folder = asked.dataFolder, FileManager.default.fileExists(atPath: request.path)
    else { return }
    var stored = try readRequest()
    guard stored.dataFolder != folder else { return }
    stored.dataFolder = folder
    try write(StoredRequest(format: Self.format, request: stored), to: request)
  }
}
