import Datasets
import Devices
import Execution
import Foundation
import Graphs
import Reports
import Supernets
import Tensors
import Testing
import TinyRuns

@testable import Pipeline

/// Networks that come from files.
@Suite struct ModelFileTests {
  /// A network with drawn weights in a folder of its own, as a run writes it.
  private struct Sample {
    let folder = TinyRun()
    var file: URL { folder.folder.url.appending(path: "graph.json") }
    var weights: URL { folder.folder.url.appending(path: "weights.safetensors") }

    init(_ input: Shape, _ task: NetworkTask, outputs: Int) throws {
      let builder = GraphBuilder<FloatOp>(name: "sample")
      var flow = try builder.input(input)
      if input.area > 1 {
        flow = try flow.convolution("stem", 4, kernel: 3, stride: 2).activation(.relu)
          .globalAveragePool()
      }
      let graph = builder.graph(output: try flow.dense("head", outputs))
      let mean = [Float](repeating: 0.5, count: input.normalizedChannels)
      let network = StoredNetwork(
        graph,
        NetworkInterface(
          mean: mean, std: mean.map { _ in 0.25 },
          preprocessing: Preprocessing(of: Shape(height: 32, width: 32, channels: input.channels)),
          task: task))
      try folder.folder.write(network, to: file)
      try Safetensors(Supernet.initialWeights(of: graph, seed: 1)).write(to: weights)
    }
  }

  private static func request(_ file: URL) throws -> FitRequest {
    var request = try FitRequest(
      modelFile: file.path, data: .generated(training: 120, test: 40),
      devices: [try .named("stm32f401")], threads: 2, verifiedImages: 2)
    request.training.heldOut = 20
    request.search.recalibrationImages = 64
    return request
  }

  private static let classes = NetworkTask.classes((0..<10).map { "class \($0)" })

  @Test func `a rectangle is resampled to, quantized, emitted and proved`() async throws {
    let sample = try Sample(Shape(height: 24, width: 16, channels: 3), Self.classes, outputs: 10)
    let (run, request) = (TinyRun(), try Self.request(sample.file))
    try await Pipeline(request: request, in: run.folder).fit()
    let verdict = try run.folder.readVerdict(of: "stm32f401")
    #expect(verdict.isExact && verdict.images == 2)
    let integers = try run.folder.readIntegerGraph(of: "stm32f401")
    #expect(integers.inputValue.shape == Shape(height: 24, width: 16, channels: 3))
    // The normalization is that of the file, and so are the names of the classes.
    let header = try String(
      contentsOf: run.folder.device("stm32f401").firmware.appending(path: "model.h"),
      encoding: .utf8)
    #expect(header.contains("#define MODEL_INPUT_MEAN {0.5, 0.5, 0.5}\n"))
    let report = try run.folder.readReport()
    #expect(!report.conditions.contains { $0.name == "Training" })
    #expect(report.command.contains("--network \(sample.file.path)"))
    // The copy of a run is a file that another run takes.
    let copy = run.folder.device("stm32f401").graph
    let again = TinyRun()
    try await Pipeline(request: try Self.request(copy), in: again.folder).fit(until: .quantize)
    #expect(
      try again.folder.readAccuracy(of: "stm32f401") == run.folder.readAccuracy(of: "stm32f401"))
    #expect(try again.folder.readIntegerGraph(of: "stm32f401") == integers)
  }

  @Test func `a source that is gone, or memory that is short, removes nothing`() async throws {
    let sample = try Sample(Shape(height: 24, width: 16, channels: 3), Self.classes, outputs: 10)
    let run = TinyRun()
    var pipeline = try Pipeline(request: try Self.request(sample.file), in: run.folder)
    pipeline.memoryLimit = { 1 << 20 }
    await #expect {
      try await pipeline.train()
    } throws: {
      "\($0)".hasPrefix("The step 'train' needs ")
    }
    pipeline.memoryLimit = { nil }
    try await pipeline.train()
    let record = try run.folder.readNetwork()
    try FileManager.default.removeItem(at: sample.file)
    await #expect {
      try await pipeline.train(again: true)
    } throws: {
      "\($0)".contains("there is no such file.")
    }
    #expect(try run.folder.readNetwork() == record)
    #expect(run.exists(run.folder.network) && run.exists(run.folder.graph))
  }

  @Test func `a file of plain values takes the data of its shape`() throws {
    let sample = try Sample(Shape(features: 640), .values, outputs: 640)
    let request = try Self.request(sample.file)
    #expect(request.data == .generated(training: 120, test: 40, set: .spectra))
    #expect(request.source == .model(sample.file.path, network: "sample"))
    #expect(
      try JSONDecoder().decode(FitRequest.self, from: JSONEncoder().encode(request)) == request)
  }

  @Test func `the command that repeats a run names neither a side nor a training`() throws {
    let request = FitRequest(
      data: .folder(path: "photos", side: 96, classes: 2), devices: [try .named("stm32f401")],
      source: .model("net/graph.json", network: "net"), seed: 4)
    #expect(
      request.command(run: "r")
        == "thimble fit --data folder --data-path photos --network net/graph.json "
        + "--device stm32f401 --seed 4 --run r")
  }

  @Test func `data of another shape or task are refused with those that there are`() throws {
    let square = try Sample(Shape(height: 20, width: 20, channels: 2), Self.classes, outputs: 10)
    #expect {
      try Self.request(square.file)
    } throws: {
      "\($0)"
        == "Network 'sample' reads inputs of 20x20x2, and no data are generated for them: there are "
        + "32x32x3 (images), 49x10x1 (spectrograms), 1x1x640 (spectra). Take data of its shape."
    }
    let three = try Sample(
      Shape(height: 8, width: 8, channels: 3), .classes(["a", "b", "c"]), outputs: 3)
    #expect {
      try Self.request(three.file)
    } throws: {
      "\($0)"
        == "The network 'sample' is trained for inputs of 8x8x3 of 3 classes; generated images are of "
        + "32x32x3 of 10 classes. Take the data that it was trained for."
    }
  }

  @Test func `files that are cut short, of another network or missing are named`() throws {
    let sample = try Sample(Shape(height: 8, width: 8, channels: 3), Self.classes, outputs: 10)
    func text(_ file: URL) -> String {
      do {
        _ = try ModelFile(file.path)
        return "no error"
      } catch {
        return "\(error)"
      }
    }
    #expect(text(sample.file) == "no error")
    let whole = try Data(contentsOf: sample.file)
    try whole.prefix(whole.count / 2).write(to: sample.file)
    #expect(
      text(sample.file)
        == "'\(sample.file.path)' is not a trained network: it is not valid JSON; was it cut short? Take "
        + "'graph.json' of a run or of a device in it, with the weights that lie beside it.")
    try whole.write(to: sample.file)

    let weights = try Data(contentsOf: sample.weights)
    try weights.prefix(weights.count - 8).write(to: sample.weights)
    #expect(text(sample.file).hasPrefix("'\(sample.weights.path)' is not a trained network: "))
    try Safetensors(Weights()).write(to: sample.weights)
    #expect(text(sample.file).contains("the tensor 'head.bias' is missing."))
    try FileManager.default.removeItem(at: sample.weights)
    #expect(
      text(sample.file).contains(
        "no file of weights lies beside it; expected 'graph.safetensors' or "
          + "'weights.safetensors' or 'network.safetensors'."))
    #expect(text(URL(filePath: "/nowhere/graph.json")).contains("there is no such file."))
  }
}
