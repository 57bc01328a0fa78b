import Architectures
import CostModels
import Datasets
import Devices
import Execution
import Files
import Foundation
import Graphs
import Pipeline
import Reports
import Tensors
import TinyRuns

/// Reads bytes as files of every format, through the same doors as the tool.
package final class FormatReader: Sendable {
  /// What became of the bytes.
  package enum Outcome: Equatable, Sendable {
    /// They were read.
    case value
    /// They were refused with this sentence.
    case refusal(String)
  }

  /// Bytes were refused with an error that is none of the module's own.
  package struct ForeignError: Error {
    package var format: FileFormat
    package var error: String
  }

  private let folder: URL

  /// A reader that keeps files in a folder of its own, which goes with it.
  package init() throws {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "thimble-fuzz-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, bytes) in Self.neighbours { try Data(bytes).write(to: folder.appending(path: name)) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Reads bytes as a file of a format; only one thread at a time may do so.
  ///
  /// - Throws: ``ForeignError``.
  package func outcome(of bytes: [UInt8], as format: FileFormat) throws -> Outcome {
    do {
      try read(bytes, as: format)
      return .value
    } catch let error as ArchitectureError {
      return .refusal("\(error)")
    } catch let error as DatasetError {
      return .refusal("\(error)")
    } catch let error as ImageCacheError {
      return .refusal("\(error)")
    } catch let error as DeviceError {
      return .refusal("\(error)")
    } catch let error as ManagedFolderError {
      return .refusal("\(error)")
    } catch let error as FirmwareError {
      return .refusal("\(error)")
    } catch let error as LatencyError {
      return .refusal("\(error)")
    } catch let error as PipelineError {
      return .refusal("\(error)")
    } catch let error as SafetensorsError {
      return .refusal("\(error)")
    } catch {
      throw ForeignError(format: format, error: "\(error)")
    }
  }

  private func read(_ bytes: [UInt8], as format: FileFormat) throws {
    switch format {
    case .cifar10:
      try write(bytes, "test_batch.bin")
      _ = try Dataset.cifar10(at: folder, heldOut: 1, seed: 0)
    case .cifar100:
      try write(bytes, "test.bin")
      _ = try Dataset.cifar100(at: folder, heldOut: 1, seed: 0)
    case .idxImages:
      try write(bytes, "t10k-images-idx3-ubyte")
      defer { try? write(Self.idxImages(2), "t10k-images-idx3-ubyte") }
      _ = try Dataset.mnist(at: folder, heldOut: 1, seed: 0)
    case .idxLabels:
      try write(bytes, "t10k-labels-idx1-ubyte")
      defer { try? write(Self.idxLabels(2), "t10k-labels-idx1-ubyte") }
      _ = try Dataset.mnist(at: folder, heldOut: 1, seed: 0)
    case .jpeg, .pixmap:
      _ = ImageFile.size(of: bytes)
      _ = try ImageFile(bytes, file: "image").square(side: 8)
    case .png:
      _ = ImageFile.size(of: bytes)
      // A wrong checksum would end nearly every reading at the first changed byte.
      _ = try ImageFile(withPNGChecksums(bytes), file: "image").square(side: 8)
    case .imageCache:
      // A wrong checksum would end every reading at once.
      _ = try ImageCache(
        Data(ImageCache.sealed(bytes)), shape: Shape(height: 2, width: 2, channels: 3))
    case .safetensors:
      _ = try Safetensors(Data(bytes), file: "weights")
    case .device:
      _ = try Device(json: Data(bytes), file: "device").json()
    case .fleet:
      _ = try Fleet(json: Data(bytes), file: "fleet") { try Device.named($0) }
    case .latencyTable:
      _ = try LatencyTable(json: Data(bytes), file: "table").json()
    case .space:
      let space = try SearchSpace(json: Data(bytes), file: "space")
      _ = space.architectureCount
      // Its networks may be too large for a graph; then their counts must not trap.
      _ = (try? space.largest.graph(in: space))?.macs
    case .floatGraph:
      try write(bytes, "device/graph.json")
      let graph = try RunFolder(folder).readNetwork(of: "device").graph
      _ = graph.macs + graph.parameterCount
    case .integerGraph:
      let run = RunFolder(folder)
      try write(bytes, "device/model.json")
      try Self.compute(try run.readIntegerGraph(of: "device"))
    case .records:
      try readRecords(bytes)
    case .emission:
      try write(bytes, ManagedFolder.manifestName)
      defer { try? FileManager.default.removeItem(at: folder.appending(path: "thimble.json")) }
      _ = try ManagedFolder(folder).changedFiles()
    case .elf:
      _ = try ELFSections(Data(bytes), file: "firmware")
    }
  }

  /// Reads bytes as every record, and makes of a value what the tool makes of it.
  ///
  /// - Throws: where no reader takes them.
  private func readRecords(_ bytes: [UInt8]) throws {
    let run = RunFolder(folder)
    let files = [
      "request.json", "data.json", "candidates.json", "search.json", "report.json", "front.json",
      "measured.json", "unserved.json", "curve.csv",
    ]
    let ofDevice = [
      "architecture.json", "accuracy.json", "bits.json", "verdict.json", "refused.json",
    ]
    for name in files + ofDevice.map({ "device/" + $0 }) { try write(bytes, name) }
    let readings: [() throws -> Void] = [
      { _ = try run.readRequest().command(run: "run") }, { _ = try run.readData() },
      { _ = try run.readUnserved() }, { _ = try run.readCandidates() },
      { _ = try run.readSearch() },
      { _ = try run.readFront(of: TinyRun.space) }, { _ = try run.readMeasured(of: TinyRun.space) },
      {
        guard let learning = run.readLearning() else {
          throw PipelineError.missing(file: run.curve.path, step: "train")
        }
        _ = Report(title: "T", command: "c", rows: [], learning: learning).html
      },
      {
        let report = try run.readReport()
        _ = report.html + report.text
      },
      { _ = "\(try run.readArchitecture(of: "device").architecture)" },
      { _ = try run.readAccuracy(of: "device") },
      {
        // A file that is not there is one of no networks.
        guard try run.readRefused(of: "device").margin != nil else {
          throw PipelineError.missing(file: "refused.json", step: "quantize")
        }
      },
      { _ = try run.readVerdict(of: "device").instructions },
      {
        guard let bits = try run.readBitsIfPresent(of: "device") else { return }
        var row = Report.Row(device: "d", architecture: "a")
        row.bits = bits.table
        _ = Report(title: "T", command: "c", rows: [row], learning: nil).html
      },
    ]
    var refusals: [PipelineError] = []
    for reading in readings {
      do { try reading() } catch let error as PipelineError { refusals.append(error) }
    }
    if refusals.count == readings.count { throw refusals[0] }
  }

  /// A graph that was accepted must run, with the same bytes in Swift, in C and by vectors; those that
  /// would take long are left alone.
  private static func compute(_ graph: IntegerGraph) throws {
    guard graph.work < 100_000 else { return }
    let kernels = KernelRunner(graph)
    let image = (0..<graph.nodes[0].value.shape.count).map { Int8(truncatingIfNeeded: $0 * 37) }
    let (expected, found) = (ReferenceRunner(graph).run(image), kernels.run(image))
    precondition(expected == found, "the kernels give other bytes than the reference")
    let vectors = VectorRunner(graph).run(image)
    precondition(expected == vectors, "the vectors give other bytes than the reference")
  }

  private func write(_ bytes: [UInt8], _ path: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }
}

extension IntegerGraph {
  /// Steps of computing it once: taps of windows, or values.
  fileprivate var work: Double {
    nodes.reduce(0) { sum, node in
      let values = Double(node.value.shape.count)
      let taps: Double =
        switch node.op {
        case .input, .add, .multiply, .lookup, .concat, .flatten: 1
        case .convolution(let op): Double(op.weights.values.count) / Double(op.bias.count)
        case .dense(let op): Double(op.weights.values.count) / Double(op.bias.count)
        case .averagePool(let op): Double(op.window.kernel.area)
        case .maximumPool(let window): Double(window.kernel.area)
        }
      return sum + values * taps
    }
  }
}
