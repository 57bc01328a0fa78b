package import Execution
import Foundation
public import Graphs
public import Reports
import Tensors

extension RunFolder {
  /// What is known of the images; throws where no training has begun.
  public func readData() throws -> DataRecord {
    let record = try read(DataRecord.self, from: data, writtenBy: "train")
    let channels = record.shape.channels
    guard record.mean.count == record.std.count, [1, channels].contains(record.mean.count),
      record.std.allSatisfy({ $0 > 0 && $0.isFinite }), record.mean.allSatisfy(\.isFinite)
    else {
      throw PipelineError.damaged(
        file: data.path,
        reason: "it lacks a finite mean and a deviation above 0 for each of \(channels) channels.",
        step: "train")
    }
    return record
  }

  /// The candidates that an unfinished search has measured so far; none where there is no such search.
  package func readCandidates() throws -> [MeasuredCandidate] {
    let known = try readIfPresent(
      [MeasuredCandidate].self, from: candidates, writtenBy: "search")
    try check(known ?? [], in: candidates)
    return known ?? []
  }

  /// What the search found; throws where it has not ended.
  public func readSearch() throws -> SearchRecord {
    let record = try read(SearchRecord.self, from: search, writtenBy: "search")
    try check(record.measured, in: search)
    return record
  }

  /// The network that was chosen for a device; throws where none has been.
  public func readArchitecture(of device: String) throws -> ChosenArchitecture {
    try read(
      ChosenArchitecture.self, from: self.device(device).architecture, writtenBy: "search")
  }

  /// The same where the network was searched, or nil.
  package func readArchitectureIfPresent(of device: String) throws -> ChosenArchitecture? {
    try readIfPresent(
      ChosenArchitecture.self, from: self.device(device).architecture, writtenBy: "search")
  }

  /// The network of a device in floating point, or the one that serves all devices.
  ///
  /// - Throws: ``PipelineError/missing(file:step:)`` where none was searched or trained yet.
  public func readNetwork(of device: String) throws -> StoredNetwork {
    let own = self.device(device).graph
    return FileManager.default.fileExists(atPath: own.path)
      || !FileManager.default.fileExists(atPath: graph.path)
      ? try readGraph(own, writtenBy: stepOfNetworks) : try readGraph(graph, writtenBy: .train)
  }

  /// The step that gives the devices of the run their networks.
  private var stepOfNetworks: RunStep {
    let steps = (try? readRequest().steps) ?? RunStep.allCases
    return steps.prefix { $0 != .quantize }.last ?? .search
  }

  /// A network in floating point, verified.
  ///
  /// - Parameter step: the one that writes the file.
  func readGraph(_ file: URL, writtenBy step: RunStep) throws -> StoredNetwork {
    let network = try read(StoredNetwork.self, from: file, writtenBy: step.rawValue)
    do {
      try network.verify()
    } catch {
      throw PipelineError.damaged(file: file.path, reason: "\(error)", step: step.rawValue)
    }
    return network
  }

  /// The network that the run trained alone; throws where the training has not ended.
  public func readNetwork() throws -> NetworkRecord {
    try read(NetworkRecord.self, from: networkRecord, writtenBy: RunStep.train.rawValue)
  }

  /// The weights of a network, beside its graph.
  func readWeights(_ file: URL, of graph: FloatGraph, writtenBy step: RunStep) throws -> Weights {
    let shapes = graph.parameters.map { ($0.name, $0.shape) }
    return try readWeights(
      file, writtenBy: step.rawValue,
      expected: Dictionary(shapes, uniquingKeysWith: { first, _ in first })
    ).weights
  }

  /// The accuracies of a device's network; throws where it is not quantized yet.
  public func readAccuracy(of device: String) throws -> AccuracyRecord {
    try read(AccuracyRecord.self, from: self.device(device).accuracy, writtenBy: "quantize")
  }

  /// The integer network of a device, verified; throws where it is not quantized yet.
  public func readIntegerGraph(of device: String) throws -> IntegerGraph {
    let file = self.device(device).integerGraph
    let graph = try read(IntegerGraph.self, from: file, writtenBy: "quantize")
    do {
      try graph.verify()
    } catch {
      throw PipelineError.damaged(file: file.path, reason: "\(error)", step: "quantize")
    }
    return graph
  }

  /// What the emulated device answered; throws where nothing is verified yet.
  package func readVerdict(of device: String) throws -> Verdict {
    let file = self.device(device).verdict
    let verdict = try read(Verdict.self, from: file, writtenBy: "verify")
    try check(verdict.numbers, in: file, writtenBy: "verify")
    return verdict
  }

  /// The same where the network is quantized, or nil.
  func readAccuracyIfPresent(of device: String) throws -> AccuracyRecord? {
    let file = self.device(device).accuracy
    return try readIfPresent(AccuracyRecord.self, from: file, writtenBy: "quantize")
  }

  /// The bits of a device's network; nil where they are 8 everywhere in a part of the supernet, or it
  /// is not quantized yet.
  public func readBitsIfPresent(of device: String) throws -> BitRecord? {
    let file = self.device(device).bits
    let record = try readIfPresent(BitRecord.self, from: file, writtenBy: "quantize")
    try check(record?.table.numbers ?? [], in: file, writtenBy: "quantize")
    return record
  }

  /// What the emulated device answered, or nil where nothing is verified yet.
  func readVerdictIfPresent(of device: String) throws -> Verdict? {
    let file = self.device(device).verdict
    return FileManager.default.fileExists(atPath: file.path) ? try readVerdict(of: device) : nil
  }

  /// The report; throws where none is written.
  public func readReport() throws -> Report {
    let record = try read(Report.self, from: report, writtenBy: "report")
    try check(record.numbers, in: report, writtenBy: "report")
    return record
  }

  /// Seconds that each step has worked, by its verb, in all its runs together; nothing depends on
  /// them, so what is no time is left out.
  func readTimes() -> [String: Double] {
    let times = try? read([String: Double].self, from: times, writtenBy: "train")
    return (times ?? [:]).filter { (0..<1e9).contains($0.value) }
  }
}
