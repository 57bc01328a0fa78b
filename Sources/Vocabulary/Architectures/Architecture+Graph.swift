public import Graphs

extension Architecture {
  /// The network as a graph, without weights; throws where this is no point of `space`.
  ///
  /// Stem 3 × 3, then the blocks of the units, of the kind that each unit names. Then a 1 × 1 head,
  /// the average over all pixels, a 1 × 1 convolution to features and a classifier
  /// (arXiv 1801.04381, section 3; arXiv 1905.02244, section 5). Nodes are named `stem`, `stem.bn`,
  /// `u1.b0.expand`, `u1.b0.depthwise.bn`, `u1.b0.squeeze.reduce`, `head`, `features`, `classifier`;
  /// `sectionedGraph(in:)` says what they are.
  public func graph(in space: SearchSpace) throws -> FloatGraph {
    try sectionedGraph(in: space).graph
  }

  /// The network as a graph with the parts that it was built from; throws where this is no point of
  /// `space`.
  package func sectionedGraph(in space: SearchSpace) throws -> SectionedGraph {
    try space.validate(self)
    let builder = GraphBuilder<FloatOp>(name: space.name)
    let image = Shape(height: resolution, width: resolution, channels: space.imageChannels)
    var x = try builder.input(image)
    var sections: [SectionedGraph.Section] = []
    func end(_ part: SectionedGraph.Part, _ output: Flow<FloatOp>) {
      sections.append(.init(part: part, nodes: x.index + 1..<output.index + 1))
      x = output
    }
    end(
      .stem,
      try x.convolution("stem", space.stemChannels, kernel: 3, stride: space.stemStride)
        .normalised("stem", space.activation, epsilon: space.epsilon))
    for (index, (unit, blocks)) in zip(space.units, units).enumerated() {
      for (number, choices) in blocks.enumerated() {
        let position = BlockPosition(unit: index, block: number)
        let (output, block) = try unit.kind.build(
          BlockSettings(
            name: position.name, choices: choices, stride: space.stride(of: position), unit: unit,
            space: space),
          behind: x)
        end(.block(position, unit.kind, block), output)
      }
    }
    if space.headChannels > 0 {
      end(
        .head,
        try x.convolution("head", space.headChannels, kernel: 1)
          .normalised("head", space.activation, epsilon: space.epsilon))
    }
    end(.pool, try x.globalAveragePool(named: "pool"))
    if space.featureChannels > 0 {
      end(
        .features,
        try x.convolution("features", space.featureChannels, kernel: 1)
          .activation(space.activation, named: "features.act"))
    }
    end(.classifier, try x.dense("classifier", space.classes))
    return SectionedGraph(graph: builder.graph(output: x), sections: sections)
  }
}

extension SearchSpace {
  /// The channels between expansion and projection; a ratio of 1 keeps those of the input.
  package func middleChannels(of inputs: Int, expandRatio: Int) -> Int {
    expandRatio == 1
      ? inputs : roundedChannels(Double(inputs * expandRatio), toMultipleOf: channelMultiple)
  }

  /// The features of squeeze-and-excite between its two layers.
  package func squeezedChannels(of middle: Int) -> Int {
    roundedChannels(Double(middle / 4), toMultipleOf: channelMultiple)
  }
}
