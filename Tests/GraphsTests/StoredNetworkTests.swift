import Foundation
import Graphs
import Testing

/// What goes in and comes out, as the file of a network keeps it.
struct StoredNetworkTests {
  private static func network(
    inputs: Int = 6, outputs: Int = 6, mean: [Float] = [0.5], task: NetworkTask
  ) throws -> StoredNetwork {
    let builder = GraphBuilder<FloatOp>(name: "vectors")
    let input = try builder.input(Shape(features: inputs))
    return StoredNetwork(
      builder.graph(output: try input.dense("layer", outputs)),
      NetworkInterface(
        mean: mean, std: mean.map { _ in 0.25 }, preprocessing: nil, task: task))
  }

  @Test(arguments: [NetworkTask.classes(["a", "b"]), .values])
  func `the task comes back from its file`(task: NetworkTask) throws {
    let network = try Self.network(outputs: task == .values ? 6 : 2, task: task)
    try network.verify()
    let data = try JSONEncoder().encode(network)
    #expect(try JSONDecoder().decode(StoredNetwork.self, from: data) == network)
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains(task == .values ? #""classes":null"# : #""classes":["a","b"]"#))
  }

  @Test func `a file without the field is refused`() throws {
    let json = #"{"mean":[0.5],"std":[0.25]}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(NetworkInterface.self, from: Data(json.utf8))
    }
  }

  @Test func `outputs are as many as classes, or as the values of the input`() throws {
    #expect {
      try Self.network(outputs: 5, task: .values).verify()
    } throws: {
      "\($0)" == "The network has 5 outputs; plain values are as many as the 6 of the input."
    }
    #expect {
      try Self.network(outputs: 3, task: .classes(["a", "b"])).verify()
    } throws: {
      "\($0)" == "The network has 3 outputs and names 2 classes."
    }
  }

  @Test func `a normalization is per channel or one for all channels`() throws {
    try Self.network(mean: [Float](repeating: 0.5, count: 6), task: .values).verify()
    #expect(throws: GraphError.self) {
      try Self.network(mean: [0.5, 0.5], task: .values).verify()
    }
  }

  @Test func `pictures become squares with colours or brightness alone`() {
    #expect(Preprocessing(of: Shape(height: 8, width: 8, channels: 3))?.side == 8)
    #expect(Preprocessing(of: Shape(height: 8, width: 8, channels: 1))?.colours == .luma)
    for shape in [
      Shape(height: 49, width: 10, channels: 1), Shape(features: 640), Shape(features: 3),
      Shape(height: 8, width: 8, channels: 2),
    ] {
      #expect(Preprocessing(of: shape) == nil, "\(shape)")
    }
  }

  @Test func `pictures that do not become the input are refused`() throws {
    let builder = GraphBuilder<FloatOp>(name: "grey")
    let input = try builder.input(Shape(height: 2, width: 2, channels: 1))
    var network = StoredNetwork(
      builder.graph(output: try input.flatten().dense("layer", 2)),
      NetworkInterface(
        mean: [0.5], std: [0.25], preprocessing: Preprocessing(side: 2, channels: 1),
        classes: ["a", "b"]))
    try network.verify()
    for preprocessing in [
      Preprocessing(side: 0, channels: 1), Preprocessing(side: 2, channels: 3),
    ] {
      network.interface.preprocessing = preprocessing
      #expect(throws: GraphError.self) { try network.verify() }
    }
  }
}
