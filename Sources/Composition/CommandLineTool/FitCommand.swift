import ArgumentParser
import Devices
import Pipeline
import Reports

/// Everything from the data to the report.
struct FitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Train once, then fit and prove a network for every device.",
    discussion: """
      EXAMPLES
        thimble fit --device stm32f746 --device stm32f401 --device stm32g431
            trains on generated images; the run is in 'runs/generated'
        thimble fit --data cifar10 --data-path .data/cifar10 --device stm32h743 \\
            --epochs 60 --run runs/cifar10
            the same on CIFAR-10, trained longer
        thimble fit --data folder --data-path photos --skip-unreadable --device rp2040
            on your own photographs in a folder per class, without those that
            cannot be read
        thimble fit --device rp2040 --flash 256KiB --ram 64KiB --latency-ms 100
            with a budget of its own
        thimble fit --data folder --data-path photos --start-from cifar10 \\
            --device stm32f746 --run runs/photos
            on photographs in a folder per class, read at a size that suits them and
            the device; a trained network to start from is worth points on small sets
        thimble fit --network resnet8-cifar --device stm32f401 --bits mixed
            a network of the literature in place of a search, with as many bits as
            the device has room for
        thimble fit --network ds-cnn --device nano33ble
            a network that reads spectrograms, on generated ones; 'autoencoder'
            rebuilds spectra, and is scored by the variance that it explains, R²
        thimble fit --network runs/mobilenet/graph.json --data cifar10 \\
            --data-path .data/cifar10 --device stm32f746
            a trained network from a file, with its weights beside it
        thimble fit --supernet runs/cifar10 --device stm32f412 --run runs/f412
            serves one more device from a trained supernet, without training
        thimble fit --devices fleet.json --until search
            finds a network for each of many devices; the file is an array such as
            [{"device": "stm32f401", "name": "door", "ram": "48 KiB"}]; all but
            "device" may be absent; the limits are
            \(fleetLimits)
        thimble fit --device stm32f401 --name door
            'door.h', 'door_invoke' and so on, for a program with several networks
        thimble fit --run runs/cifar10
            goes on with a run that was stopped or killed, and ends with the same
            bytes as one that nobody disturbed; '--resume' makes sure that there
            is one

      A step whose files are in the run folder is not done again. Devices that no
      network fits are listed with their nearest miss; the others are served, and the
      exit code is 1.
      """)

  @OptionGroup(title: "Images, networks and devices") var request: RequestOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Quantization") var integers: IntegerOptions
  @OptionGroup var options: StepOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The step that is done last: \(choices(RunStep.self)).", valueName: "step"),
    completion: .list(names(of: RunStep.self)),
    transform: choice(of: RunStep.self))
  var until = RunStep.report

  @Option(
    help: ArgumentHelp(
      "What files, symbols and macros of the emitted code begin with (default: model).",
      valueName: "name"))
  var name: String?

  func validate() throws {
    if request.network != nil { try training.validateAlone("--network") }
  }

  func run() async throws {
    let begun = try RequestedRun(request, training, options, integers: integers, name: name)
    try await options.work.work(on: begun.folder, begun.request, dataPath: begun.dataPath) {
      pipeline in
      if !options.work.run.quiet {
        standardError.write(
          FitOutline(request: pipeline.request, run: pipeline.run)
            .text(until: until, choice: begun.note))
      }
      try await pipeline.fit(again: options.again, until: until)
    }
    switch until {
    case .search:
      try options.finish(
        until, begun.folder,
        text: { try SearchCommand.table(of: $0.readRequest().devices, in: $0) },
        json: { try $0.readSearch() })
    case .train, .quantize, .emit, .verify:
      try options.finish(until, begun.folder, text: { _ in "" }, json: { try $0.readRequest() })
    case .report:
      try options.finish(
        until, begun.folder,
        text: { try $0.readReport().text }, json: { try $0.readReport() })
    }
  }
}

/// The fields that limit a network in the file of a fleet.
private let fleetLimits =
  Resource.allCases.map { "\"\($0.description.limitKey)\"" }.sentenceList
