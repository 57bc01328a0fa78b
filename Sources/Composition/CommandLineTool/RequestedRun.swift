import Architectures
import Pipeline

/// The run that the options of `fit` or `train` begin or go on with.
struct RequestedRun {
  /// Its folder.
  let folder: RunFolder
  /// What is asked for; nil goes on with what the folder holds.
  let request: FitRequest?
  /// Where the images of the run are now; nil where the request says.
  let dataPath: String?
  /// What was chosen for the images and why, or nil.
  let note: String?

  /// - Parameters:
  ///   - alone: the architecture that is trained alone, or nil.
  ///   - name: what files and symbols of the emitted code begin with; nil is `model`.
  ///   - integers: how the networks become integers; nil is as they do by themselves.
  init(
    _ request: RequestOptions, _ training: TrainingOptions, _ options: StepOptions,
    alone: Architecture? = nil, integers: IntegerOptions? = nil, name: String? = nil
  ) throws {
    var chosen: String?
    func asked(for folder: RunFolder) throws -> FitRequest {
      var asked = try request.request(
        training, alone: alone, threads: options.work.threads,
        stored: folder.exists ? try? folder.readRequest() : nil, note: { chosen = $0 })
      if let integers { asked.quantization = try integers.plan() }
      asked.name = name
      return asked
    }
    let work = options.work
    let decidesNothing =
      !request.decidesAnything && !training.decidesAnything && alone == nil
      && integers?.decidesAnything != true && name == nil
    if decidesNothing, work.run.run != nil || !RunOptions.runs(in: "runs").isEmpty {
      folder = try work.run.folder()
      try options.checkResume(of: folder)
      if request.dataPath != nil, !folder.exists {
        throw UsageError.nothingToResume(folder: folder.shortPath)
      }
      self.request = folder.exists ? nil : try asked(for: folder)
      dataPath = request.dataPath
    } else {
      folder = work.run.folder(orNewNamed: request.defaultFolderName)
      try options.checkResume(of: folder)
      if request.namesNoDevice, request.network == nil, alone == nil, folder.exists {
        let command = try folder.readRequest().command(run: folder.shortPath)
        throw UsageError.partialRequest(folder: folder.shortPath, command: command)
      }
      self.request = try asked(for: folder)
      dataPath = nil
    }
    note = chosen
  }
}
