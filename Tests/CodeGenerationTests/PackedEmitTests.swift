import CodeGeneration
import Foundation
import Graphs
import Planning
import TestSupport
import TestTools
import Testing

/// Emission of networks whose values and weights have fewer than 8 bits.
struct PackedEmitTests {
  private func firmware(_ graph: IntegerGraph) throws -> Firmware {
    try emit(ExecutionPlan(graph), description: .example(of: graph))
  }

  @Test func `Only networks of mixed widths carry kernels for packed values`() throws {
    let bytes = try firmware(try randomIntegerGraph(seed: 1))
    #expect(!bytes.files.contains { $0.path.contains("packed") || $0.text.contains("packed_") })
    let mixed = try firmware(try randomMixedGraph(seed: 1))
    #expect(mixed["kernels/thimble_packed_kernels.h"] != nil)
    #expect(mixed["kernels/thimble_packed_depthwise.c"] != nil)
    #expect(mixed["model.c"]?.contains("#include \"kernels/thimble_packed_kernels.h\"") == true)
  }

  @Test func `A network links the convolution of its own weights only`() throws {
    var ops = RandomIntegerOps(seed: 2)
    let builder = GraphBuilder<IntegerOp>(name: "one")
    let image = try builder.add(.input(ops.type(Shape(features: 9))), named: "image")
    let dense = ops.dense(3, on: image.value, weights: .bits4)
    let firmware = try firmware(builder.graph(output: try image.adding(dense, named: "dense")))
    let kernels = firmware.files.map(\.path).filter { $0.hasPrefix("kernels/") }
    #expect(kernels.filter { $0.hasSuffix(".c") } == ["kernels/thimble_packed_convolution_4.c"])
  }

  @Test func `Images and results of fewer than 8 bits are explained`() throws {
    var ops = RandomIntegerOps(seed: 3)
    let builder = GraphBuilder<IntegerOp>(name: "one")
    let image = try builder.add(.input(ops.type(Shape(features: 9), .bits4)), named: "image")
    let dense = ops.dense(3, on: image.value, output: .bits2)
    let graph = builder.graph(output: try image.adding(dense, named: "dense"))
    #expect(throws: CodeGenerationError.packedEnds(image: 4, result: 2)) { try firmware(graph) }
  }

  @Test(arguments: TestTool.present(.gcc, .clang))
  func `Every file compiles without a warning as C99`(compiler: TestTool) throws {
    try expectClean(try firmware(try randomMixedGraph(seed: 5)), compiler: compiler)
  }

  // Case 25
  @Test(
    arguments: TestTool.present(.gxx, .clangxx),
    LargeTests.areWanted ? ["c++11", "c++17", "c++20"] : ["c++11", "c++20"])
  func `Every file compiles without a warning as C++`(compiler: TestTool, language: String) throws {
    let mixed = try firmware(try randomMixedGraph(seed: 5))
    try expectClean(mixed, compiler: compiler, language: language)
  }
}
