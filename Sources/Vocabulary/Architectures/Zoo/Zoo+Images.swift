public import Graphs

extension Zoo {
  /// The network of this name for the inputs of a set: their classes take the place of its own, and so
  /// do the channels of images.
  ///
  /// Networks for CIFAR, `resnet8-cifar` for example, take the size of the images, too; other networks
  /// of images keep theirs, and the images are resampled. What is no image has the network's own shape.
  /// - Parameters:
  ///   - name: one of ``names``.
  ///   - input: the shape of the set's inputs.
  ///   - classes: at least 1; nil for plain values, of which the network keeps its own number.
  /// - Throws: ``ZooError`` where there is no such network or it reads other inputs, and what a layer
  ///   says to images that are too small for it.
  public static func network(
    named name: String, reading input: Shape, classes: Int?
  ) throws -> FloatGraph {
    let graph = try network(named: name)
    var own = graph.inputValue
    if own.isSquareImage, input.isSquareImage {
      if graph.name.hasSuffix("-cifar") { own = input }
      own.channels = input.channels
    } else if own != input {
      throw ZooError.otherInputs(network: graph.name, reads: own, found: input)
    }
    return try graph.rebuilt(reading: own, classes: classes)
  }
}

extension Graph where Op == FloatOp {
  /// The same layers for another input shape.
  ///
  /// - Parameter classes: outputs of the last layer; nil leaves them as they are.
  fileprivate func rebuilt(reading image: Shape, classes: Int?) throws(GraphError) -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: name)
    var flows: [Flow<FloatOp>] = []
    for (index, node) in nodes.enumerated() {
      var op = node.op
      switch node.op {
      case .input:
        op = .input(image)
      case .dense(var layer) where index == output:
        layer.outputs = classes ?? layer.outputs
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
