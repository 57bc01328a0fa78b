import ArgumentParser
import Foundation
import Pipeline

/// Data to supernet.
struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train the weight-sharing network of a run.",
    discussion: """
      EXAMPLES
        thimble train --device stm32f746 --device stm32g431 --run runs/two
            begins a run with its first step
        thimble train --run runs/two
            goes on from the checkpoint where the training was stopped

      It writes 'supernet.safetensors'.
      """)

  @OptionGroup(title: "What is asked for") var request: RequestOptions
  @OptionGroup(title: "How it is trained") var training: TrainingOptions
  @OptionGroup var options: StepOptions

  private struct Result: Encodable {
    var supernet: String
    var bytes: Int
    var data: DataRecord
  }

  func run() async throws {
    let begun = try RequestedRun(request, training, options.work)
    try await options.work.work(on: begun.folder, begun.request) {
      try await $0.train(again: options.again)
    }
    let path = "\(begun.folder.shortPath)/\(begun.folder.supernet.lastPathComponent)"
    let bytes =
      try begun.folder.supernet.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    try options.finish(
      .train, begun.folder,
      text: { _ in "Trained \(path), \((bytes + 1023) / 1024) KiB\n" },
      json: { Result(supernet: path, bytes: bytes, data: try $0.readData()) })
  }
}
