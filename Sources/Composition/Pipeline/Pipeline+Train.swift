import Foundation

extension Pipeline {
  /// Trains what the request's recipe says, from its checkpoint where there is one.
  ///
  /// The result is `supernet.safetensors`; of a network that is trained alone, `graph.json`,
  /// `network.safetensors` and `network.json`. `curve.csv` holds the course of the training.
  /// - Throws: `SearchError` where no network fits a budget.
  public func train(again: Bool = false) async throws {
    let training = NetworkTraining(
      contents: contents, devices: devices, dataset: dataset, measurement: measurement,
      files: files, context: context)
    // Nothing is removed for a source that is gone.
    if again { try request.located.source.requireSource() }
    try await perform(.train, again: again) {
      // From any folder in which the run is resumed.
      switch request.located.source {
      case .supernet(let name, _):
        try training.requireFit()
        try TrainedSupernet(name).give(to: run, for: request, DataRecord(try dataset()))
      case .run(let folder, _):
        try TrainedNetwork(folder).give(to: run, DataRecord(try dataset()))
      case .model(let file, _):
        try ModelFile(file).give(to: contents, try measurement())
      case .space, .architecture, .literature:
        let memory = try memoryForecast()
        try memory.note(on: memory.training(), of: .train).map(context.note)
        try training.requireFit()
        try training.run()
      }
    }
  }

  /// Where a training keeps its state and its curve.
  func files(checkpoint: URL, curve: URL) -> TrainingFiles {
    TrainingFiles(
      checkpoint: checkpoint, curve: curve, checkpointSeconds: checkpointSeconds,
      accuracyMeasurements: accuracyMeasurements)
  }
}
