import Graphs

extension Zoo {
  /// The anomaly detector of MLPerf Tiny: 5 frames of 128 mel bands through 8 features and back
  /// (arXiv 2106.07597); what it cannot rebuild is the anomaly.
  static func autoencoder() throws(GraphError) -> FloatGraph {
    let table = [128, 128, 128, 128, 8, 128, 128, 128, 128]

    let builder = GraphBuilder<FloatOp>(name: "autoencoder")
    var x = try builder.input(Shape(features: 640), named: "spectrogram")
    for (index, features) in table.enumerated() {
      x = try x.dense("fc\(index)", features).normalised("fc\(index)", epsilon: 1e-3)
    }
    return builder.graph(output: try x.dense("output", 640))
  }
}
