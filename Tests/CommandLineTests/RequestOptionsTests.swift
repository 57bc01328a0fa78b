import Architectures
import ArgumentParser
import Devices
import Foundation
import Pipeline
import Testing

@testable import CommandLineTool

@Suite struct RequestOptionsTests {
  @Test func `options make a request with the defaults of the library`() throws {
    let options = try RequestOptions.parse([
      "--device", "stm32f746", "--device", "STM32G431", "--flash", "100KiB", "--macs", "1.5M",
      "--seed", "7", "--images", "640",
    ])
    let request = try options.request(TrainingOptions.parse([]))
    #expect(request.devices.map(\.name) == ["stm32f746", "stm32g431"])
    #expect(request.data == .generated(training: 640, test: 1000))
    #expect(request.budgets["stm32g431"] == Budget([.flash: 102_400, .macs: 1_500_000]))
    #expect(request.seed == 7)
    #expect(request.training == TrainingPlan(heldOut: 106), "A sixth is held out.")
    #expect(options.decidesAnything)
  }

  @Test func `a fleet brings devices and limits of its own`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "fleet-\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let json = #"[{"device": "rp2040"}, {"device": "rp2040", "name": "door", "ram": "48 KiB"}]"#
    try Data(json.utf8).write(to: file)
    let options = try RequestOptions.parse(["--devices", file.path])
    let request = try options.request(TrainingOptions.parse([]))
    #expect(request.devices.map(\.name) == ["rp2040", "door"])
    #expect(request.budgets == ["door": Budget([.ram: 48 * 1024])])
    #expect(
      request.command(run: "x")
        == "thimble fit --data generated --images 6000 --devices \(file.path) --run x")
    #expect(options.decidesAnything)
    #expect(throws: UsageError.unreadableFleet(file: "none.json")) {
      try RequestOptions.parse(["--devices", "none.json"]).request(TrainingOptions.parse([]))
    }
  }

  @Test func `a latency table belongs to one device`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "table-\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let json = #"{"name": "clock", "entries": {"Conv": {"count": 1, "mean": 2, "std": 0}}}"#
    try Data(json.utf8).write(to: file)
    let arguments = ["--device", "rp2040", "--latency-table", file.path, "--latency-ms", "5"]
    let options = try RequestOptions.parse(arguments)
    let request = try options.request(TrainingOptions.parse([]))
    #expect(request.latencies?.name == "clock" && request.latencies?.file == file.path)
    #expect(options.decidesAnything)
    #expect(request.command(run: "x").contains("--latency-ms 5.0 --latency-table \(file.path)"))
    #expect(throws: UsageError.unreadableLatencies(file: "none.json")) {
      try RequestOptions.parse(["--device", "rp2040", "--latency-table", "none.json"])
        .request(TrainingOptions.parse([]))
    }
    let error = #expect(throws: (any Error).self) {
      try RequestOptions.parse(arguments + ["--device", "stm32f401"])
    }
    guard let error else { return }
    #expect(
      RequestOptions.message(for: error) == "'--latency-table' belongs to one '--device'.")
  }

  @Test
  func `A start from a trained supernet lowers the learning rate and excludes what is trained`()
    throws
  {
    let training = try TrainingOptions.parse(["--start-from", "cifar10"])
    #expect(training.decidesAnything)
    #expect(
      training.plan
        == TrainingPlan(
          learningRate: 0.4 * TrainingPlan.Optimizer.sgd.standardLearningRate,
          startFrom: "cifar10"))
    let trained = try RequestOptions.parse(["--supernet", "cifar10", "--device", "rp2040"])
    #expect(throws: UsageError.startOfTrained("supernet")) { try trained.request(training) }
    #expect(
      "\(UsageError.startOfTrained("supernet"))"
        == "'--supernet' takes a training that has ended as it is, '--start-from' begins one; leave one "
        + "of them out.")
    let network = try RequestOptions.parse(["--network", "resnet8-cifar"])
    #expect(throws: UsageError.startOfNetwork) { try network.request(training) }
    let plain = try RequestOptions.parse(["--device", "rp2040"])
    #expect(throws: PipelineError.unknownSupernet("cifar", known: ["cifar10"])) {
      try plain.request(TrainingOptions.parse(["--start-from", "cifar"]))
    }
  }

  @Test func `no option decides nothing`() throws {
    #expect(try !RequestOptions.parse([]).decidesAnything)
    #expect(try !TrainingOptions.parse([]).decidesAnything)
  }

  @Test func `grey images get a network with one channel`() throws {
    let options = try RequestOptions.parse(["--data", "mnist", "--data-path", "x"])
    #expect(try options.request(TrainingOptions.parse([])).space?.imageChannels == 1)
  }

  @Test(arguments: [
    (["--data", "cifar10"], "'--data cifar10' needs '--data-path FOLDER' with its files."),
    (["--data-path", "x", "--seed", "1"], "'--data-path' belongs to"),
    (["--data", "mnist", "--data-path", "x", "--images", "5"], "'--images' belongs to"),
    (["--image-size", "32"], "'--image-size' belongs to '--data folder'."),
    (
      ["--devices", "fleet.json", "--ram", "64k"],
      "The file of '--devices' names devices and limits"
    ),
  ])
  func wrongUsageIsToldWithExitCode64(arguments: [String], sentence: String) {
    let error = #expect(throws: (any Error).self) { try RequestOptions.parse(arguments) }
    guard let error else { return }
    #expect(RequestOptions.exitCode(for: error) == .validationFailure)
    #expect(RequestOptions.fullMessage(for: error).contains(sentence))
  }

  @Test func `a set of a hundred classes gets a network of a hundred`() throws {
    let options = try RequestOptions.parse(["--data", "cifar100", "--data-path", "x"])
    #expect(try options.request(TrainingOptions.parse([])).space?.classes == 100)
  }

  @Test func `an absent folder is refused before a run begins`() throws {
    let options = try RequestOptions.parse(["--data", "folder", "--data-path", "/no/where"])
    #expect {
      try options.request(TrainingOptions.parse([]))
    } throws: {
      "\($0)".hasPrefix("There is no folder '/no/where'")
    }
  }

  @Test func `options of training make a plan`() throws {
    let options = try TrainingOptions.parse([
      "--optimizer", "adamw", "--ema", "0.999", "--no-flip", "--crop", "2", "--epochs", "3",
      "--mixup", "0.3",
    ])
    #expect(
      options.plan
        == TrainingPlan(
          epochs: 3, optimizer: .adamW, averageDecay: 0.999, crop: 2, flips: false, mixup: 0.3))
    #expect(options.plan.learningRate == 0.002 && options.decidesAnything)
  }

  @Test func `a space is a built-in name or a file`() throws {
    let options = try RequestOptions.parse([
      "--space", "ofa-proxyless", "--data-path", "x", "--data", "mnist",
    ])
    let request = try options.request(TrainingOptions.parse([]))
    #expect(request.space == .ofaProxyless(imageChannels: 1, classes: 10))
    #expect(options.decidesAnything)

    let file = FileManager.default.temporaryDirectory.appending(path: "space-\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    var space = SearchSpace.mobile32()
    space.name = "my-space"
    space.units[1].squeezes = true
    try JSONEncoder().encode(space).write(to: file)
    #expect(try RequestOptions.space(file.path) == space)
    #expect(throws: UsageError.unreadableSpace(file: "no/where.json")) {
      try RequestOptions.space("no/where.json")
    }
    space.units[1].kernels = []
    try JSONEncoder().encode(space).write(to: file)
    #expect {
      try RequestOptions.space(file.path)
    } throws: {
      "\($0)".contains("unit 2, kernels")
    }
    #expect(
      throws: ArchitectureError.unknownSpace(name: "mobile-33", known: SearchSpace.builtInNames)
    ) { try RequestOptions.space("mobile-33") }
  }

  @Test func `a device is read from a file`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "board-\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Device.template.write(to: file, atomically: true, encoding: .utf8)
    #expect(try RequestOptions.device(file.path).name == "my-board")
    #expect(throws: UsageError.unreadableDevice(file: "no/where.json")) {
      try RequestOptions.device("no/where.json")
    }
    let nearest = ["stm32f746", "stm32h743", "stm32f401"]
    #expect(throws: DeviceError.unknown(name: "stm32f747", nearest: nearest)) {
      try RequestOptions.device("stm32f747")
    }
  }

  @Test(arguments: [
    ("mobilenetv1-0.5-cifar", "mobilenetv1-0.5-cifar-fit"),
    ("runs/two/stm32f401/graph.json", "stm32f401-fit"), ("nets/words.json", "words-fit"),
  ])
  func `a run is named after its network where no folder is given`(
    network: String, folder: String
  ) throws {
    #expect(try RequestOptions.parse(["--network", network]).defaultFolderName == folder)
  }
}
