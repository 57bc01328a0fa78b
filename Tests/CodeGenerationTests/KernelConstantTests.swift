import CodeGeneration
import Foundation
import Graphs
import Planning
import TestSupport
import Testing

/// What the C sources of the kernels and the planner each say.
struct KernelConstantTests {
  /// The number of a constant of an enumeration in an emitted source of a kernel.
  private func constant(_ name: String, in file: String, of firmware: Firmware) throws -> Int? {
    let text = try #require(firmware["kernels/\(file)"])
    let pattern = try Regex("\\b\(name) = ([0-9]+)\\b", as: (Substring, Substring).self)
    return try pattern.firstMatch(in: text).flatMap { Int($0.1) }
  }

  private func firmware(_ graph: IntegerGraph) throws -> Firmware {
    try emit(ExecutionPlan(graph), description: .example(of: graph))
  }

  @Test func `Scratch is planned for as many pixels and channels as the kernels hold in it`() throws
  {
    let bytes = try firmware(randomIntegerGraph(seed: 1))
    let packed = try firmware(oddMixedGraph(seed: 1))
    #expect(
      try constant("PIXELS", in: "thimble_paired_convolution.c", of: bytes)
        == KernelDescription.pairedPixels)
    #expect(
      try constant("PIXELS", in: "thimble_packed_convolution.h", of: packed)
        == KernelDescription.packedPixels)
    #expect(
      try constant("CHANNELS", in: "thimble_packed_depthwise.c", of: packed)
        == KernelDescription.packedDepthwiseChannels)
  }

  @Test(arguments: KernelFunction.allCases)
  func `The C sources have what a description names`(function: KernelFunction) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/C/CKernels")
    let description = function.description
    let source = try description.files.map {
      try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    }.joined()
    #expect(source.contains(description.name))
    let headers = try ["thimble_kernels.h", "thimble_packed_kernels.h"].map {
      try String(contentsOf: folder.appending(path: "include/\($0)"), encoding: .utf8)
    }
    #expect(headers[description.isPacked ? 1 : 0].contains("} \(description.layerType);"))
    #expect(headers[description.isPacked ? 1 : 0].contains("void \(description.name)("))
  }
}
