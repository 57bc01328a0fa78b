import Architectures
import ArgumentParser
import Devices
import Foundation
import Pipeline
import Testing

@testable import CommandLineTool

@Suite struct RequestCommandTests {
  /// Both groups of options, as `fit` has them.
  private struct Options: ParsableArguments {
    @OptionGroup var request: RequestOptions
    @OptionGroup var training: TrainingOptions

    func made() throws -> FitRequest { try request.request(training) }
  }

  @Test(arguments: [
    ["--device", "stm32f746"],
    [
      "--device", "stm32f746", "--device", "rp2040", "--images", "1280", "--seed",
      "18446744073709551615", "--verified-images", "7",
    ],
    ["--data", "mnist", "--data-path", ".data/mnist", "--device", "rp2040", "--flash", "100KiB"],
    [
      "--device", "nrf52840", "--ram", "64k", "--macs", "2.5M", "--latency-ms", "12.5", "--epochs",
      "3", "--batch", "96", "--candidates", "12", "--optimizer", "adamw", "--weight-decay", "0.01",
      "--ema", "0.99",
      "--label-smoothing", "0", "--crop", "3", "--no-flip", "--cutout", "8", "--held-out", "200",
    ],
    [
      "--data", "cifar100", "--data-path", ".data/cifar100", "--device", "nrf52840",
      "--learning-rate", "0.1", "--flip", "--mixup", "0.2", "--space", "mobile-32-large",
    ],
    [
      "--data", "mnist", "--data-path", ".data/mnist", "--device", "nrf52840", "--space",
      "ofa-proxyless-1.3",
    ],
    ["--device", "rp2040", "--recipe", "progressive"],
    ["--device", "rp2040", "--recipe", "progressive", "--no-distillation"],
    ["--device", "rp2040", "--no-distillation"],
    ["--device", "rp2040", "--start-from", "cifar10", "--optimizer", "adamw", "--epochs", "3"],
    ["--device", "rp2040", "--start-from", "cifar10", "--learning-rate", "0.05"],
    ["--device", "stm32f746", "--space", "mobile-96"],
  ])
  func theCommandOfARequestMakesTheSameRequest(arguments: [String]) throws {
    let request = try Options.parse(arguments).made()
    let words = request.command(run: "runs/x").split(separator: " ").map(String.init)
    #expect(words.prefix(2) == ["thimble", "fit"] && words.suffix(2) == ["--run", "runs/x"])
    let again = try Options.parse(Array(words.dropFirst(2).dropLast(2))).made()
    #expect(again.difference(from: request) == nil)
  }

  @Test func theCommandOfAFolderOfImagesMakesTheSameRequest() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "photos-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["cat", "cow", "dog"] {
      let group = folder.appending(path: name)
      try FileManager.default.createDirectory(at: group, withIntermediateDirectories: true)
      try Data().write(to: group.appending(path: "a.jpg"))
    }
    // A side alone, one with another space than its own, and neither.
    for (named, side, space) in [
      (["--image-size", "24"], 24, "mobile-32"), (["--image-size", "90"], 90, "mobile-96"),
      (["--image-size", "224"], 224, "mobile-160"),
      (["--image-size", "64", "--space", "mobile-96"], 64, "mobile-96"), ([], 32, "mobile-32"),
    ] {
      let arguments =
        ["--data", "folder", "--data-path", folder.path, "--device", "rp2040"] + named
      let request = try Options.parse(arguments).made()
      #expect(request.data == .folder(path: folder.path, side: side, classes: 3))
      #expect(request.space == (try .builtIn(space, imageChannels: 3, classes: 3)))
      let words = request.command(run: "x").split(separator: " ").map(String.init)
      let again = try Options.parse(Array(words.dropFirst(2).dropLast(2))).made()
      #expect(again.difference(from: request) == nil)
    }
  }

  @Test func `A run that goes on keeps the side and the space that were chosen`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "photos-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["cat", "cow"] {
      let group = folder.appending(path: name)
      try FileManager.default.createDirectory(at: group, withIntermediateDirectories: true)
      try Data().write(to: group.appending(path: "a.jpg"))
    }
    let arguments = ["--data", "folder", "--data-path", folder.path, "--device", "stm32f746"]
    let stored = try Options.parse(arguments + ["--image-size", "64"]).made()
    let options = try Options.parse(arguments)
    var note: String?
    #expect(
      try options.request.request(options.training, stored: stored, note: { note = $0 }) == stored)
    #expect(note == nil)
    #expect(try options.request.request(options.training, note: { note = $0 }) != stored)
    #expect(
      note == "photographs, whose headers state no size, are read at 32x32 for mobile-32")
  }

  // Cases 18 and 27
  @Test func `the command of a folder names its layout and what it leaves out`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "photos-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["bus", "car", "train"] {
      let group = folder.appending(path: name)
      try FileManager.default.createDirectory(at: group, withIntermediateDirectories: true)
      try Data().write(to: group.appending(path: "a.jpg"))
    }
    let arguments = [
      "--data", "folder", "--data-path", folder.path, "--layout", "classes", "--skip-unreadable",
      "--device", "rp2040",
    ]
    let request = try Options.parse(arguments).made()
    #expect(
      request.data
        == .folder(
          path: folder.path, side: 32, classes: 3,
          reading: FolderReading(layout: .classes, skipsUnreadable: true)))
    let words = request.command(run: "x").split(separator: " ").map(String.init)
    #expect(try Options.parse(Array(words.dropFirst(2).dropLast(2))).made() == request)
    // What earlier versions wrote has neither.
    var plain = request
    plain.data = .folder(path: folder.path, side: 32, classes: 3)
    let data = try JSONEncoder().encode(plain)
    #expect(!String(decoding: data, as: UTF8.self).contains("reading"))
    #expect(try JSONDecoder().decode(FitRequest.self, from: data) == plain)
    let error = #expect(throws: (any Error).self) {
      try Options.parse(["--skip-unreadable", "--device", "rp2040"])
    }
    guard let error else { return }
    #expect(Options.fullMessage(for: error).contains("belongs to '--data folder'"))
  }

  @Test func aSpaceThatIsNotBuiltInIsNamedAsAFile() throws {
    var request = FitRequest(
      data: .mnist(path: "x"), devices: [try .named("rp2040")], space: .mobile32())
    #expect(!request.command(run: "r").contains("--space"))
    var space = try #require(request.space)
    space.units[0].squeezes = true
    request.source = .space(space)
    #expect(request.command(run: "r").contains("--space mobile-32.json"))
    space.name = "my-space"
    request.source = .space(space)
    #expect(request.command(run: "r").contains("--space my-space.json"))
  }

  @Test func theCommandOfAnArchitectureAloneIsThatOfTheTraining() throws {
    var request = try Options.parse(["--device", "rp2040"]).made()
    request.source = .architecture(SearchSpace.mobile32().smallest, .mobile32())
    #expect(
      request.command(run: "x")
        == "thimble train --data generated --images 6000 --architecture 'r16 k3e2 k3e2 k3e2' "
        + "--device rp2040 --run x")
    request.source = .literature("resnet8-cifar")
    #expect(
      request.command(run: "x")
        == "thimble fit --data generated --images 6000 --network resnet8-cifar "
        + "--device rp2040 --run x")
    request.devices = []
    #expect(
      request.command(run: "x")
        == "thimble train --data generated --images 6000 --network resnet8-cifar --run x")
  }

  @Test func aNetworkOfTheLiteratureIsNoPartOfASpace() {
    let error = #expect(throws: (any Error).self) {
      try TrainCommand.parse(["--network", "resnet8-cifar", "--space", "mobile-32"])
    }
    guard let error else { return }
    #expect(TrainCommand.fullMessage(for: error).contains("'--network' is no part of a space"))
  }

  @Test func anArchitectureAloneHasNoRecipe() {
    let error = #expect(throws: (any Error).self) {
      try TrainCommand.parse(["--architecture", "r16 k3e2", "--recipe", "progressive"])
    }
    guard let error else { return }
    #expect(
      TrainCommand.fullMessage(for: error).contains("'--architecture' trains one network alone"))
  }

  // Case 20
  @Test(arguments: [
    ("runs/my run 'x'", #"--run 'runs/my run '\''x'\'''"#), ("-dash", "--run=-dash"),
    ("runs/${HOME}", "--run 'runs/${HOME}'"),
  ])
  func `the next command of a run with an odd name can be pasted`(name: String, words: String)
    throws
  {
    let request = try Options.parse(["--device", "rp2040"]).made()
    let run = RunFolder(URL(filePath: name, directoryHint: .isDirectory))
    #expect(RunStep.train.hint(for: run, request) == "Next: thimble search \(words)\n")
    #expect(request.command(run: name).hasSuffix(" " + words))
    #expect("\(UsageError.runFolder(found: [name, "b"]))".contains(words))
  }

  // Case 20
  @Test func `files of devices and spaces are quoted, too`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "it's \(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (board, space) = (folder.appending(path: "my board.json"), folder.appending(path: "s.json"))
    try Device.template.write(to: board, atomically: true, encoding: .utf8)
    var own = SearchSpace.mobile32()
    own.units[0].squeezes = true
    try JSONEncoder().encode(own).write(to: space)
    let request = try Options.parse(["--device", board.path, "--space", space.path]).made()
    let command = request.command(run: "x")
    let root = folder.path.replacing("'", with: #"'\''"#)
    #expect(command.contains("--device '\(root)/my board.json'"), "\(command)")
    #expect(command.contains("--space '\(root)/s.json'"), "\(command)")
  }

  @Test func aPathThatAShellWouldSplitIsQuoted() throws {
    let request = FitRequest(
      data: .mnist(path: "it's here"), devices: [try .named("rp2040")], space: .mobile32())
    #expect(request.command(run: "r").contains("--data-path 'it'\\''s here' --device rp2040"))
  }
}
