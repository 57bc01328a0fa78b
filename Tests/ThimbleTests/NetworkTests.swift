import Foundation
import Testing
import Thimble

/// What a client of the package can do without a run folder; this target sees public declarations only.
@Suite struct NetworkTests {
  private static let normalization = PixelNormalization(mean: [0.5], std: [0.25])

  private static func graph(channels: Int = 1) throws -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: "stripes")
    let image = try builder.input(Shape(height: 8, width: 8, channels: channels))
    let map = try image.convolution("stem", 8, kernel: 3, stride: 2).batchNorm("stem.bn")
    let scores = try map.activation(.relu).globalAveragePool().dense("classifier", 2)
    return builder.graph(output: scores)
  }

  private static let images = (0..<24).map { slope in
    (0..<64).map { UInt8(truncatingIfNeeded: $0 * slope) }
  }

  private static func integers() throws -> IntegerNetwork {
    try FloatNetwork(graph(), seed: 1, reading: normalization).quantized(calibratedOn: images)
  }

  @Test func `integers stay near the floats`() throws {
    let network = try FloatNetwork(Self.graph(), seed: 1, reading: Self.normalization)
    let integers = try network.quantized(calibratedOn: Self.images)
    let step = integers.graph.outputValue.scale
    for image in Self.images {
      for (float, integer) in zip(try network.result(for: image), try integers.scores(for: image)) {
        #expect((Double(float) - integer).magnitude < 8 * step)
      }
    }
  }

  @Test func `the reference of the library gives the bytes of the network`() throws {
    let integers = try Self.integers()
    let image = Self.images[5]
    let bytes = ReferenceRunner(integers.graph).run(try integers.input(for: image))
    #expect(bytes == (try integers.result(for: image)))
    #expect(bytes.count == 2)
  }

  @Test func `weights by name give the network that they were taken from`() throws {
    let network = try FloatNetwork(Self.graph(), seed: 1, reading: Self.normalization)
    let copy = try FloatNetwork(
      Self.graph(), weights: network.weights, reading: Self.normalization)
    let other = try FloatNetwork(Self.graph(), seed: 2, reading: Self.normalization)
    let image = Self.images[7]
    #expect(try copy.result(for: image) == network.result(for: image))
    #expect(try other.result(for: image) != network.result(for: image))
  }

  @Test func `the interface of a stored network normalizes pixels`() {
    let interface = NetworkInterface(
      mean: [0.5], std: [0.25], preprocessing: nil, classes: ["plain", "striped"])
    #expect(PixelNormalization(interface) == Self.normalization)
  }

  @Test func `a weight that is missing or of another size is named`() throws {
    var weights = try FloatNetwork(Self.graph(), seed: 1, reading: Self.normalization).weights
    weights["classifier.bias"] = [0, 0, 0]
    #expect(
      throws: QuantizationError.weightShape(name: "classifier.bias", expected: [2], found: [3])
    ) {
      try FloatNetwork(Self.graph(), weights: weights, reading: Self.normalization)
    }
    weights["classifier.bias"] = nil
    #expect(throws: QuantizationError.missingWeight(name: "classifier.bias", shape: [2])) {
      try FloatNetwork(Self.graph(), weights: weights, reading: Self.normalization)
    }
  }

  @Test func `an image of another size and a normalization of other channels are errors`() throws {
    let integers = try Self.integers()
    let shape = Shape(height: 8, width: 8, channels: 1)
    #expect(throws: PixelError.count(expected: shape, found: 63)) {
      try integers.result(for: [UInt8](repeating: 0, count: 63))
    }
    #expect(throws: QuantizationError.normalizationCount(channels: 1, mean: 3, std: 3)) {
      try FloatNetwork(
        Self.graph(), seed: 1,
        reading: PixelNormalization(mean: [0, 0, 0], std: [1, 1, 1]))
    }
    #expect(throws: QuantizationError.normalization(channel: 0, mean: 0.5, std: 0)) {
      try FloatNetwork(
        Self.graph(), seed: 1, reading: PixelNormalization(mean: [0.5], std: [0]))
    }
    #expect(throws: QuantizationError.noCalibrationImages) {
      try FloatNetwork(Self.graph(), seed: 1, reading: Self.normalization)
        .quantized(calibratedOn: [])
    }
  }

  @Test func `emitted code lies in its folder, and a changed file is not replaced`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "thimble-network-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let integers = try Self.integers()
    try integers.emit(classes: ["plain", "striped"], named: "stripes", to: folder)
    let header = folder.appending(path: "stripes.h")
    #expect(try String(contentsOf: header, encoding: .utf8).contains("stripes_invoke"))
    #expect(integers.arenaBytes > 0)

    #expect(throws: CodeGenerationError.classes(expected: 2, found: 1)) {
      try integers.emit(classes: ["plain"], to: folder)
    }
    try "mine".write(to: header, atomically: true, encoding: .utf8)
    #expect(throws: ManagedFolderError.self) {
      try integers.emit(classes: ["plain", "striped"], named: "stripes", to: folder)
    }
    #expect(try String(contentsOf: header, encoding: .utf8) == "mine")
  }

  @Test func `emitted code reads colours or grey`() throws {
    let pair = PixelNormalization(mean: [0.5, 0.5], std: [0.25, 0.25])
    let integers = try FloatNetwork(Self.graph(channels: 2), seed: 1, reading: pair)
      .quantized(calibratedOn: [[UInt8](repeating: 9, count: 128)])
    #expect(throws: PixelError.channels(found: 2)) {
      try integers.emit(
        classes: ["plain", "striped"], to: FileManager.default.temporaryDirectory)
    }
  }

  @Test func `sentences of pixel errors say what to do`() {
    let shape = Shape(height: 8, width: 8, channels: 3)
    #expect(
      "\(PixelError.count(expected: shape, found: 64))"
        == "The image has 64 values; the network reads 8x8x3, which are 192. Resize the image, and "
        + "give one byte per channel and pixel.")
    #expect(
      "\(PixelError.channels(found: 2))"
        == "The network reads images of 2 channels; emitted code reads 3 (RGB) or 1 (grey). Give "
        + "the network an input of 3 channels or 1.")
  }
}
