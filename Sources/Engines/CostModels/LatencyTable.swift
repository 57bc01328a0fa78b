package import Architectures
package import Foundation
import Graphs

/// Measured latencies of blocks on one device; that of a network is the sum of the means of its
/// blocks.
///
/// Blocks are named as in the tables that came with the once-for-all paper, by all that decides
/// their time: `expanded_conv-input:112x112x24-output:56x56x32-expand:72-kernel:3-stride:2-` and so
/// on, then `idskip`, `se` and `hs` for the residual, squeeze-and-excite and h-swish; `Conv`,
/// `Conv_1`, `AvgPool2D`, `Conv_2` and `Logits` are the layers around the blocks.
package struct LatencyTable: Equatable, Codable, Sendable {
  /// The timings of one block.
  package struct Entry: Equatable, Codable, Sendable {
    private enum Field: String, CodingKey, CaseIterable { case count, mean, std }

    /// How many times it was run.
    package var count: Int
    /// Milliseconds of one run.
    package var mean: Double
    /// The standard deviation of the runs, milliseconds.
    package var std: Double

    package init(count: Int, mean: Double, std: Double) {
      self.count = count
      self.mean = mean
      self.std = std
    }

    /// Reads the timings; an unknown field is an error.
    package init(from decoder: any Decoder) throws {
      let fields = try decoder.fields(Field.self)
      self.init(
        count: try fields.decode(Int.self, forKey: .count),
        mean: try fields.decode(Double.self, forKey: .mean),
        std: try fields.decode(Double.self, forKey: .std))
    }

    /// The statistics of timings in milliseconds; nil where there is none.
    package init?(_ milliseconds: [Double]) {
      guard !milliseconds.isEmpty else { return nil }
      let mean = milliseconds.reduce(0, +) / Double(milliseconds.count)
      let squares = milliseconds.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.init(
        count: milliseconds.count, mean: mean,
        std: (squares / Double(milliseconds.count)).squareRoot())
    }
  }

  private enum Field: String, CodingKey, CaseIterable { case name, entries }

  /// The device that was measured, and how.
  package var name: String
  /// The timings by the names of the blocks.
  package var entries: [String: Entry]

  package init(name: String, entries: [String: Entry]) {
    self.name = name
    self.entries = entries
  }

  /// Reads a table; an unknown field is an error.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.fields(Field.self)
    self.init(
      name: try fields.decode(String.self, forKey: .name),
      entries: try fields.decode([String: Entry].self, forKey: .entries))
  }

  /// The milliseconds of a network; throws ``LatencyError/unknownBlock(table:block:cause:)``.
  package func latency(of network: SectionedGraph) throws(LatencyError) -> Double {
    try latency(of: network, in: 0..<network.graph.nodes.count)
  }

  /// The milliseconds of the blocks in a range of nodes.
  func latency(of network: SectionedGraph, in range: Range<Int>) throws(LatencyError) -> Double {
    var sum = 0.0
    for block in TimedBlock.blocks(of: network, in: range) {
      guard let entry = entries[block.key] else {
        throw .unknownBlock(table: name, block: block.key, cause: cause(ofMissing: block.key))
      }
      sum += entry.mean
    }
    return sum
  }

  /// Reads a table.
  ///
  /// - Parameter file: what errors call the file.
  package init(json: Data, file: String) throws(LatencyError) {
    do {
      self = try StrictJSONDecoder.decode(LatencyTable.self, from: Array(json))
    } catch let error as DecodingError {
      let (field, problem) = error.fieldAndProblem
      throw .notATable(file: file, detail: field.isEmpty ? problem : "field '\(field)': \(problem)")
    } catch {
      throw .notATable(file: file, detail: "\(error)")
    }
    try check(file: file)
  }

  /// Throws ``LatencyError/badEntry(file:block:)`` for a block whose numbers no measurement gives.
  ///
  /// - Parameter file: what errors call the file.
  package func check(file: String) throws(LatencyError) {
    // No block takes longer than eleven days, and sums of such numbers stay in their type.
    let possible = 0...1e9
    for (block, entry) in entries.sorted(by: { $0.key < $1.key })
    where !possible.contains(entry.mean) || !possible.contains(entry.std) || entry.count < 1 {
      throw .badEntry(file: file, block: block)
    }
  }

  /// The table as JSON with sorted keys.
  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }
}

/// A latency that is not known, or a table that cannot be read.
public enum LatencyError: Error, Equatable, CustomStringConvertible {
  /// The table has no such block; `cause` is a sentence on what it was measured for.
  case unknownBlock(table: String, block: String, cause: String)
  /// The file holds something else.
  case notATable(file: String, detail: String)
  /// A block has no run, or a negative time.
  case badEntry(file: String, block: String)

  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .unknownBlock(let table, let block, let cause):
      "The latency table '\(table)' has no time for the block '\(block)'. \(cause)"
    case .notATable(let file, let detail):
      "\(file) is not a latency table: \(detail)."
    case .badEntry(let file, let block):
      "\(file), block '\(block)': count is at least 1, mean and std are 0 to 10^9 milliseconds."
    }
  }
}
