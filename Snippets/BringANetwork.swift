// Builds a network, turns it into integers, runs them and writes them as C.
import Foundation
import Thimble

// A graph; every layer is checked when it is added.
let builder = GraphBuilder<FloatOp>(name: "stripes")
let image = try builder.input(Shape(height: 16, width: 16, channels: 1))
let map = try image.convolution("stem", 8, kernel: 3, stride: 2).batchNorm("stem.bn")
let scores = try map.activation(.relu).globalAveragePool().dense("classifier", 2)
let graph = builder.graph(output: scores)

// Weights by name; here they are drawn, as before a training.
let pixels = PixelNormalization(mean: [0.5], std: [0.25])
let network = try FloatNetwork(graph, seed: 1, reading: pixels)

// Integers; the ranges of their values come from some images.
let images = (0..<32).map { slope in
  (0..<16 * 16).map { UInt8(truncatingIfNeeded: $0 * slope) }
}
let integers = try network.quantized(calibratedOn: images)
print(try network.result(for: images[3]), try integers.scores(for: images[3]))

// C99, which gives the bytes of `integers.result(for:)` on every machine.
let folder = FileManager.default.temporaryDirectory.appending(path: "thimble-stripes")
try integers.emit(classes: ["plain", "striped"], named: "stripes", to: folder)
print("\(integers.arenaBytes) bytes of RAM; see \(folder.path)/stripes.h")
