import Architectures
import ArgumentParser
import Foundation
import Pipeline
import Reports

/// Data to supernet.
struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train the weight-sharing network of a run, or one network alone.",
    discussion: """
      EXAMPLES
        thimble train --device stm32f746 --device stm32g431 --run runs/two
            begins a run with its first step
        thimble train --run runs/two
            goes on from the checkpoint where the training was stopped
        thimble train --device stm32f746 --epochs 1 --profile --run runs/profile
            shows where the time goes, operation by operation
        thimble train --device stm32f746 --recipe progressive --run runs/shrinking
            trains the largest network first, then ever smaller ones
        thimble train --architecture "r24 k3e2,k5e3 k7e4 k3e4" --run runs/alone
            trains one architecture with weights of its own, to compare it with
        thimble train --network mobilenetv1-0.5-cifar --data cifar10 \\
            --data-path .data/cifar10 --run runs/mobilenet
            trains a network of the literature; names that end in 'cifar' read images
            of any size

      It writes 'supernet.safetensors', or for one network 'network.safetensors'
      and 'network.json', and 'curve.csv' with loss and held-out accuracies.
      """)

  @OptionGroup(title: "Images, networks and devices") var request: RequestOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup var options: StepOptions

  @Option(
    help: ArgumentHelp(
      "Train this architecture of the space alone, as 'thimble search' prints it.",
      valueName: "architecture"))
  var architecture: String?

  @Flag(help: "Show how long each operation took, also where the training is stopped.")
  var profile = false

  private struct Result: Encodable {
    var supernet: String
    var bytes: Int
    var data: DataRecord
    var profile: TrainingProfile?
  }

  func validate() throws {
    guard architecture != nil || request.network != nil else { return }
    try training.validateAlone(request.network == nil ? "--architecture" : "--network")
    if architecture != nil, request.network != nil {
      throw ValidationError("'--network' is no part of a space; leave '--architecture' out.")
    }
  }

  func run() async throws {
    let begun = try RequestedRun(
      request, training, options, alone: try architecture.map { try Architecture(parsing: $0) })
    if let note = begun.note, !options.work.run.quiet { standardError.write(note + "\n") }
    var noted: TrainingProfile?
    try await options.work.work(on: begun.folder, begun.request, dataPath: begun.dataPath) {
      pipeline in
      guard profile else { return try await pipeline.train(again: options.again) }
      pipeline.startProfile()
      do {
        try await pipeline.train(again: options.again)
        noted = pipeline.profile
      } catch {
        if let profile = pipeline.profile { standardOutput.write(Self.table(of: profile)) }
        throw error
      }
    }
    if try !begun.folder.readRequest().searches {
      return try finishAlone(begun.folder, noted)
    }
    let path = "\(begun.folder.shortPath)/\(begun.folder.supernet.lastPathComponent)"
    let bytes =
      try begun.folder.supernet.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    try options.finish(
      .train, begun.folder,
      text: { _ in
        (noted.map { Self.table(of: $0) + "\n" } ?? "")
          + "Trained \(path), \((bytes + 1023) / 1024) KiB\n"
      },
      json: {
        Result(supernet: path, bytes: bytes, data: try $0.readData(), profile: noted)
      })
  }

  /// Writes how well the network does that was trained alone; no step follows.
  private func finishAlone(_ folder: RunFolder, _ profile: TrainingProfile?) throws {
    let network = try folder.readNetwork()
    if options.work.run.json { return try writeJSON(network) }
    if let profile { standardOutput.write(Self.table(of: profile) + "\n") }
    standardOutput.write(network.text(of: try folder.readData().noun))
  }

  /// One line per operation and direction.
  static func table(of profile: TrainingProfile) -> String {
    var table = TextTable([
      .init("Operation"), .init("Direction"), .init("Calls", isNumber: true),
      .init("Seconds", isNumber: true), .init("Share", isNumber: true),
      .init("GFLOP/s", isNumber: true), .init("Of peak", isNumber: true),
    ])
    func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
    for row in profile.rows {
      table.add([
        row.operation, row.direction, "\(row.calls)", tenths(row.seconds),
        "\(tenths(100 * row.share)) %", row.gflops.map(tenths) ?? "–",
        row.shareOfPeak.map { "\(tenths(100 * $0)) %" } ?? "–",
      ])
    }
    let peak = profile.peakGFLOPS.map { "; peak \(tenths($0)) GFLOP/s per thread" } ?? ""
    return table.lines.joined(separator: "\n")
      + "\n\n\(tenths(profile.seconds)) s of all threads, \(profile.precision)\(peak)\n"
  }
}
