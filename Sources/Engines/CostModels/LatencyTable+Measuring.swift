package import Architectures
package import Graphs

extension LatencyTable {
  /// Times every block of a space once, whatever number of networks it is part of.
  ///
  /// - Parameters:
  ///   - name: the device, and how it was measured.
  ///   - time: runs a block as a network of its own and gives the milliseconds of each run, without
  ///     those that warm up (the paper's authors take 50 runs after 10).
  /// - Throws: where the space is not valid, and what `time` throws.
  package static func measured(
    _ space: SearchSpace, name: String, time: (FloatGraph) throws -> [Double]
  ) throws -> LatencyTable {
    try space.validate()
    var table = LatencyTable(name: name, entries: [:])
    for resolution in space.resolutions {
      for architecture in space.cover(resolution: resolution) {
        let graph = try architecture.graph(in: space)
        for block in TimedBlock.blocks(of: graph, in: 0..<graph.nodes.count) {
          let key = block.key
          if table.entries[key] != nil { continue }
          table.entries[key] = Entry(try time(block.network))
        }
      }
    }
    return table
  }

  /// The names of a network's blocks, in order.
  package static func blocks(of graph: FloatGraph) -> [String] {
    TimedBlock.blocks(of: graph, in: 0..<graph.nodes.count).map(\.key)
  }
}
