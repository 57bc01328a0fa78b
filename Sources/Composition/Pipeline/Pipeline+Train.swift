import Files
import Foundation
import Graphs

extension Pipeline {
  /// Trains what the request's recipe says, from its checkpoint where there is one.
  ///
  /// The result is `supernet.safetensors`; of a network that is trained alone, `graph.json`,
  /// `network.safetensors` and `network.json`. `curve.csv` holds the course of the training.
  /// - Throws: `SearchError` where no network fits a budget.
  public func train(again: Bool = false) async throws {
    // Nothing is removed for a training that cannot be done.
    if again {
      try requireTrainable()
      if run.computingIfReadable == nil { try FileManager.default.removeIfPresent(run.computing) }
    }
    try await perform(.train, again: again) {
      // From any folder in which the run is resumed.
      switch request.located.source {
      case .supernet(let name, _):
        try training().requireFit()
        try TrainedSupernet(name).give(to: run, for: request, DataRecord(try dataset()))
      case .run(let folder, _):
        try TrainedNetwork(folder).give(to: run, DataRecord(try dataset()))
      case .model(let file, _):
        try noteMemory(of: try memoryForecast().measuring(try ModelFile(file).network.graph))
        try ModelFile(file).give(to: contents, try measurement())
      case .space, .architecture, .literature:
        try noteMemory(of: try memoryForecast().training())
        try training().requireFit()
        _ = try dataset()
        try (request.choice?.largest).map { try decidePrecision(training: $0) }
        try training().run()
      }
    }
  }

  /// The training, with the engine as it is decided by now.
  private func training() -> NetworkTraining {
    NetworkTraining(
      contents: contents, devices: devices, dataset: dataset, measurement: measurement,
      files: files, context: context)
  }

  /// Throws where the source cannot be read, memory is short, or the images cannot be divided as asked.
  private func requireTrainable() throws {
    try request.located.source.requireSource()
    guard request.source.trains else { return }
    let memory = try memoryForecast()
    _ = try memory.note(on: memory.training(), of: .train)
    // They need not be those of the training that is done again.
    _ = try images.value {
      try ImageLoading(contents: contents, context: context).dataset(isNew: true)
    }
  }

  private func noteMemory(of estimate: MemoryEstimate) throws {
    try memoryForecast().note(on: estimate, of: .train).map(context.note)
  }

  /// Where a training keeps its state and its curve.
  func files(checkpoint: URL, curve: URL) -> TrainingFiles {
    TrainingFiles(
      checkpoint: checkpoint, curve: curve, checkpointSeconds: checkpointSeconds,
      accuracyMeasurements: accuracyMeasurements)
  }
}
