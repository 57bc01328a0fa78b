import Devices
import Files
import Foundation

/// The request with the format of the folder that holds it.
struct StoredRequest: Codable {
  var format: Int
  var request: FitRequest

  /// Writes a request as that of a run, and removes what does not belong to it.
  ///
  /// - Parameter revises: whether devices and quantization may be others than before, where that leaves
  ///   the training and the search as they are; what they have made is removed.
  /// - Returns: the request with paths in the words of an equal one that is stored.
  /// - Throws: ``PipelineError/otherRequest(folder:difference:)``.
  static func begin(
    _ run: RunFolder, _ asked: FitRequest, revises: Bool
  ) throws -> FitRequest {
    var request = asked
    // A run that has not seen its images yet may be asked for anything else.
    if FileManager.default.fileExists(atPath: run.data.path) {
      let stored = try run.readRequest()
      // The faster precision is the one that the run has decided on.
      let (precision, decided) = (
        request.training.precision, run.computingIfReadable?.precision
      )
      if precision == .automatic || precision.ofEngine == decided {
        request.training.precision = stored.training.precision
      }
      if let difference = stored.difference(from: request) {
        guard revises, stored.revised(by: request).difference(from: request) == nil else {
          throw PipelineError.otherRequest(folder: run.url.path, difference: difference)
        }
        var renamed = stored
        renamed.name = request.name
        let isRenamed = renamed.difference(from: request) == nil
        let steps = [RunStep.report, .verify, .emit] + (isRenamed ? [] : [.quantize])
        try run.forgetUnserved(by: steps)
        for step in steps {
          try run.remove(step, devices: stored.devices.map(\.name))
        }
        request.spell(as: stored)
        try run.write(StoredRequest(format: RunFolder.format, request: request), to: run.request)
      } else {
        request.spell(as: stored)
      }
    } else {
      try FileManager.default.removeIfPresent(run.unserved)
      try FileManager.default.removeIfPresent(run.computing)
      try run.write(StoredRequest(format: RunFolder.format, request: request), to: run.request)
    }
    return request
  }
}

extension RunFolder {
  /// The request of the run that this folder holds, with every value in its range.
  public func readRequest() throws -> FitRequest {
    struct Header: Decodable { var format: Int }
    let header = try read(Header.self, from: request, writtenBy: "fit")
    guard header.format == Self.format else {
      throw PipelineError.version(
        folder: url.path, found: header.format, expected: Self.format)
    }
    let stored = try read(StoredRequest.self, from: request, writtenBy: "fit").request
    do {
      try stored.check()
    } catch PipelineError.request(let sentence) {
      throw PipelineError.damaged(file: request.path, reason: sentence, step: "fit")
    }
    return stored
  }
}
