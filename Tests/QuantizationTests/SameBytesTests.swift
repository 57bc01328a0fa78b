import Foundation
import Graphs
import Quantization
import SampleNetworks
import Testing

/// What networks of 8 bits were before there were fewer bits to choose from.
struct SameBytesTests {
  /// The 64-bit FNV-1a hash of the graph as it is written.
  private static func hash(_ graph: IntegerGraph) throws -> UInt64 {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try encoder.encode(graph).reduce(0xcbf2_9ce4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
  }

  @Test(
    arguments: [
      (.rounded, 1_325_457_027_158_938_057, 7_268_526_496_367_441_509),
      (.floor, 9_826_238_777_822_694_194, 9_647_306_368_263_727_758),
    ] as [(QuantizationOptions.Form, UInt64, UInt64)])
  func `Eight bits give the bytes that they always gave`(
    form: QuantizationOptions.Form, mobile: UInt64, branches: UInt64
  ) throws {
    let options = QuantizationOptions(form: form)
    let hashes = try [
      Self.hash(Sample(seed: 11) { try $0.mobile(.relu) }.quantized(options)),
      Self.hash(Sample(seed: 12) { try $0.branches() }.quantized(options)),
    ]
    #expect(hashes == [mobile, branches])
  }
}
