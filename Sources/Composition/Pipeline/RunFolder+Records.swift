package import Execution
import Foundation
public import Graphs
public import Reports

extension RunFolder {
  /// What is known of the images; throws where no training has begun.
  public func readData() throws -> DataRecord {
    try read(DataRecord.self, from: data, writtenBy: "train")
  }

  /// What the search found; throws where it has not ended.
  public func readSearch() throws -> SearchRecord {
    try read(SearchRecord.self, from: search, writtenBy: "search")
  }

  /// The network that was chosen for a device; throws where none has been.
  public func readArchitecture(of device: String) throws -> ChosenArchitecture {
    try read(
      ChosenArchitecture.self, from: self.device(device).architecture, writtenBy: "search")
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
      throw PipelineError.unreadable(file: file.path, reason: "\(error)")
    }
    return graph
  }

  /// What the emulated device answered; throws where nothing is verified yet.
  package func readVerdict(of device: String) throws -> Verdict {
    try read(Verdict.self, from: self.device(device).verdict, writtenBy: "verify")
  }

  /// The report; throws where none is written.
  public func readReport() throws -> Report {
    try read(Report.self, from: report, writtenBy: "report")
  }

  /// Seconds that each step has worked, by its verb, in all its runs together.
  func readTimes() -> [String: Double] {
    (try? read([String: Double].self, from: times, writtenBy: "train")) ?? [:]
  }
}
