import Graphs
import Tensors

extension Graph where Op == FloatOp {
  /// The network as quantization-aware retraining has it, for its cost alone: quantizers in the place
  /// of ReLUs and behind what has none, and weights that are rounded per output.
  ///
  /// - Parameter weights: gets the clips and the steps.
  func quantized(to precision: Precision, _ weights: inout Weights) throws -> Network {
    let builder = GraphBuilder<TrainingOp>(name: name)
    var views = ParameterViews()
    var flows: [Flow<TrainingOp>] = []
    for node in nodes {
      let inputs = node.inputs.map { flows[$0] }
      var flow: Flow<TrainingOp>
      switch node.op {
      case .activation(.relu), .activation(.relu6):
        flow = inputs[0]
      case .input, .convolution, .dense, .batchNorm, .activation, .add, .multiply, .pool,
        .globalAveragePool, .concat, .flatten, .softmax:
        flow = try builder.add(.inference(node.op), named: node.name, to: inputs)
      }
      if let range = range(behind: node) {
        // The image of an integer network has 8 bits.
        let quantizer = FakeQuantizer(node.inputs.isEmpty ? .bits8 : precision, range)
        flow = try flow.adding(.quantizer(quantizer), named: "\(node.name).quantizer")
        if quantizer.hasClip {
          weights["\(node.name).quantizer.clip"] = Tensor(shape: [1], repeating: 6)
        }
      }
      flows.append(flow)
      for parameter in parameters(of: node)
      where parameter.role == .weight && parameter.shape.count > 1 {
        let step = Parameter(node: node.name, role: .step, shape: [parameter.shape[0]])
        let largest = weights[parameter.name]?.values.reduce(0) { max($0, abs($1)) } ?? 1
        weights[step.name] = Tensor(
          shape: step.shape, repeating: largest / Float(precision.maximum))
        views.set(
          parameter.name,
          to: ParameterView(
            source: parameter.name, shape: parameter.shape,
            quantization: WeightQuantization(precision: precision, steps: step.name)))
      }
    }
    return Network(builder.graph(output: flows[output]), views: views)
  }

  private func range(behind node: Node<FloatOp>) -> FakeQuantizer.Range? {
    switch node.op {
    case .activation(.relu), .activation(.relu6): .unsigned
    // The pixels of Batch.drawn.
    case .input: .fixed(scale: 1.7 / Float(1 << 7), zeroPoint: 0)
    case .add, .pool, .globalAveragePool: .symmetric
    case .batchNorm:
      nodes.contains { reader in
        guard case .activation = reader.op else { return false }
        return reader.inputs.contains { nodes[$0].name == node.name }
      } ? nil : .symmetric
    case .convolution, .dense, .activation, .multiply, .concat, .flatten, .softmax: nil
    }
  }
}
