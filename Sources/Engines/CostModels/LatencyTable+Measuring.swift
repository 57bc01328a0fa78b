package import Architectures
package import Graphs

extension LatencyTable {
  /// Times every block of a space once, whatever number of networks it is part of.
  ///
  /// - Parameters:
  ///   - name: the device, and how it was measured.
  ///   - progress: gets the blocks that are done, and how many there are.
  ///   - time: runs a block as a network of its own and gives the milliseconds of each run, without
  ///     those that warm up (the paper's authors take 50 runs after 10).
  /// - Throws: where the space is not valid, ``LatencyError/badEntry(file:block:)`` where a block was
  ///   not run, and what `time` throws.
  package static func measured(
    _ space: SearchSpace, name: String, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
    time: (FloatGraph) throws -> [Double]
  ) throws -> LatencyTable {
    let blocks = try blocks(of: space)
    var table = LatencyTable(name: name, entries: [:])
    for (index, block) in blocks.enumerated() {
      guard let entry = Entry(try time(block.network)) else {
        throw LatencyError.badEntry(file: name, block: block.key)
      }
      table.entries[block.key] = entry
      progress(index + 1, blocks.count)
    }
    return table
  }

  /// The blocks of a space, each once.
  private static func blocks(of space: SearchSpace) throws -> [TimedBlock] {
    try space.validate()
    var known: Set<String> = []
    var blocks: [TimedBlock] = []
    for resolution in space.resolutions {
      for architecture in space.cover(resolution: resolution) {
        let network = try architecture.sectionedGraph(in: space)
        blocks += TimedBlock.blocks(of: network, in: 0..<network.graph.nodes.count)
          .filter { known.insert($0.key).inserted }
      }
    }
    return blocks
  }

  /// The names of a network's blocks, in order.
  package static func blocks(of network: SectionedGraph) -> [String] {
    TimedBlock.blocks(of: network, in: 0..<network.graph.nodes.count).map(\.key)
  }
}
