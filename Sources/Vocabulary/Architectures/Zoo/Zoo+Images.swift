public import Graphs

extension Zoo {
  /// The network of this name for the images of a set: their channels and classes take the place of
  /// its own.
  ///
  /// Networks for CIFAR, `resnet8-cifar` for example, take the size of the images, too; the others
  /// keep theirs, and the images are resampled.
  /// - Parameters:
  ///   - name: one of ``names``.
  ///   - image: the shape of the set's images, a square.
  ///   - classes: at least 1.
  /// - Throws: ``ZooError`` where there is no such network or it reads no images, and what a layer
  ///   says to images that are too small for it.
  public static func network(
    named name: String, reading image: Shape, classes: Int
  ) throws -> FloatGraph {
    let graph = try network(named: name)
    var own = graph.inputValue
    guard own.height == own.width, own.height > 1 else {
      throw ZooError.noImages(network: graph.name, found: "\(own)")
    }
    if graph.name.hasSuffix("-cifar") { own = image }
    own.channels = image.channels
    return try graph.rebuilt(reading: own, classes: classes)
  }
}

extension Graph where Op == FloatOp {
  /// The same layers on another image, the last one with so many outputs.
  fileprivate func rebuilt(reading image: Shape, classes: Int) throws(GraphError) -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: name)
    var flows: [Flow<FloatOp>] = []
    for (index, node) in nodes.enumerated() {
      var op = node.op
      switch node.op {
      case .input:
        op = .input(image)
      case .dense(var layer) where index == output:
        layer.outputs = classes
        op = .dense(layer)
      case .convolution, .dense, .batchNorm, .activation, .add, .multiply, .pool,
        .globalAveragePool, .concat, .flatten, .softmax:
        break
      }
      var inputs: [Flow<FloatOp>] = []
      for input in node.inputs { inputs.append(flows[input]) }
      flows.append(try builder.add(op, named: node.name, to: inputs))
    }
    return builder.graph(output: flows[output])
  }
}
