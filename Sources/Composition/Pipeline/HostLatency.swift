public import Architectures
package import CostModels
public import Foundation
package import Graphs
import Randomness
import Supernets
import Tensors

/// Measured latencies of the blocks of a search space, which take the place of a cost model's.
public struct MeasuredLatencies: Codable, Equatable, Sendable {
  /// The file that they were read from, for the command that repeats a run.
  public var file: String
  /// The blocks.
  package var table: LatencyTable

  /// Reads a table as `thimble latency` writes it.
  ///
  /// - Parameters:
  ///   - json: the table.
  ///   - file: what errors call the file.
  /// - Throws: a sentence where it is no table.
  public init(json: Data, file: String) throws {
    self.file = file
    table = try LatencyTable(json: json, file: file)
  }

  /// The device that was measured, and how.
  public var name: String { table.name }
}

/// Measures what the blocks of a search space take on the machine that runs this, in floating point, one
/// image at a time.
public struct HostLatency: Sendable {
  /// Timed runs of each block, at least 1.
  public var runs: Int
  /// Runs before them.
  public var warmUp: Int

  /// A measurement; the numbers of runs are those of the once-for-all paper's authors.
  public init(runs: Int = 50, warmUp: Int = 10) {
    self.runs = runs
    self.warmUp = warmUp
  }

  /// The name of a table that is measured here.
  public static let tableName = "this host, float32, 1 image, 1 thread"

  /// Measures every block of a space.
  ///
  /// - Parameters:
  ///   - space: whose blocks are measured.
  ///   - progress: called after each block.
  ///   - shouldStop: asked before each block.
  /// - Returns: the table as JSON, for `--latency-table`.
  /// - Throws: ``PipelineError/interrupted(step:)`` where the caller asked to stop.
  public func measure(
    _ space: SearchSpace, progress: (Progress) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws -> Data {
    try table(of: space, progress: progress, shouldStop: shouldStop).json()
  }

  /// The same as a value.
  package func table(
    of space: SearchSpace, progress: (Progress) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws -> LatencyTable {
    progress(.stage("latency"))
    return try LatencyTable.measured(
      space, name: Self.tableName,
      progress: { progress(.step(done: $0, total: $1, detail: "blocks of \(space.name)")) },
      time: { block in
        if shouldStop() { throw PipelineError.interrupted(step: "latency") }
        return timings(of: block)
      })
  }

  /// How far sums of blocks are from whole networks, as shares of the measured time.
  public struct Deviation: Equatable, Sendable {
    /// Networks that were measured as a whole.
    public var networks: Int
    /// The mean; above 0 where sums are too large.
    public var mean: Double
    /// The largest, whatever its sign.
    public var largest: Double
  }

  /// Measures drawn networks as a whole, beside the sums of a table of their space.
  ///
  /// - Parameters:
  ///   - table: of all blocks of the space.
  ///   - space: whose networks are drawn.
  ///   - networks: at least 1.
  public func deviation(
    of table: MeasuredLatencies, in space: SearchSpace, networks: Int = 10
  ) throws -> Deviation {
    try Self.deviation(of: table, in: space, networks: networks) { timings(of: $0.graph) }
  }

  /// The same with another clock.
  ///
  /// - Parameter measure: the milliseconds of each run of a network, at least one.
  package static func deviation(
    of table: MeasuredLatencies, in space: SearchSpace, networks: Int,
    measure: (SectionedGraph) throws -> [Double]
  ) throws -> Deviation {
    var generator = SeededGenerator(seed: 0)
    let errors = try (0..<max(networks, 1)).map { _ in
      let network = try space.random(using: &generator).sectionedGraph(in: space)
      let runs = try measure(network)
      let whole = runs.reduce(0, +) / Double(runs.count)
      return try table.table.latency(of: network) / whole - 1
    }
    return Deviation(
      networks: errors.count, mean: errors.reduce(0, +) / Double(errors.count),
      largest: errors.map(\.magnitude).max() ?? 0)
  }

  /// The milliseconds of each run of a network, with drawn weights.
  package func timings(of graph: FloatGraph) -> [Double] {
    let session = InferenceSession(
      Network(graph), ParameterStore(Supernet.initialWeights(of: graph, seed: 0)))
    let images = [Float](repeating: 0.5, count: graph.inputValue.count)
    return session.secondsPerRun(images, runs: max(runs, 1), warmUp: warmUp).map { 1000 * $0 }
  }
}
