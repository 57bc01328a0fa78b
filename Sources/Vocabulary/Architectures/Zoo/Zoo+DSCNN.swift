import Graphs

extension Zoo {
  /// The keyword spotter of MLPerf Tiny: 49 frames of 10 cepstral coefficients to 12 classes
  /// (arXiv 2106.07597; the small DS-CNN of arXiv 1711.07128).
  ///
  /// Its convolutions keep a bias before the batch norm.
  static func dsCNN() throws(GraphError) -> FloatGraph {
    // The padding that gives 25 × 5 positions; where it is odd, the larger half comes last.
    let window = Window(
      kernel: Size(height: 10, width: 4), stride: Size(2),
      padding: Padding(top: 4, left: 1, bottom: 5, right: 1))
    let stem = Convolution(outputChannels: 64, window: window, hasBias: true)

    let builder = GraphBuilder<FloatOp>(name: "ds-cnn")
    var x = try builder.input(Shape(height: 49, width: 10, channels: 1), named: "spectrogram")
      .adding(.convolution(stem), named: "stem")
      .normalised("stem", epsilon: 1e-3)
    for index in 0..<4 {
      let (depthwise, pointwise) = ("b\(index).depthwise", "b\(index).pointwise")
      x = try x.depthwise(depthwise, kernel: 3, bias: true)
        .normalised(depthwise, epsilon: 1e-3)
        .convolution(pointwise, 64, kernel: 1, bias: true)
        .normalised(pointwise, epsilon: 1e-3)
    }
    return builder.graph(output: try x.classified(12))
  }
}
