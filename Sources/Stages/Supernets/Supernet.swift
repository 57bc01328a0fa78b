package import Architectures
import Graphs
package import Tensors

/// One set of full-size weights in which every network of a space is a part.
///
/// A sub-network takes leading slices of the tensors of the largest network, and its smaller
/// depthwise kernels from the centre of the largest kernel through trained matrices
/// (arXiv 1908.09791, section 3.3). Running statistics of a part are found for it alone.
package struct Supernet: Sendable {
  /// The networks.
  package let space: SearchSpace

  /// A supernet; throws `ArchitectureError` where the space makes no sense.
  package init(_ space: SearchSpace) throws {
    try space.validate()
    self.space = space
  }

  /// The sub-network as views of the weights; throws `ArchitectureError` where it is no point of
  /// the space.
  package func network(for architecture: Architecture) throws -> Network {
    let graph = try architecture.graph(in: space)
    var views = ParameterViews()
    for (position, block) in architecture.positionedBlocks {
      let name = "\(position.name).depthwise"
      guard let node = graph.node(named: name),
        let parameter = graph.parameters(of: node).first(where: { $0.role == .weight })
      else { continue }
      let transforms = kernelTransforms(at: position, downTo: block.kernel)
      views.set(
        parameter.name,
        to: ParameterView(
          source: parameter.name, shape: parameter.shape, transforms: transforms))
    }
    // All other parameters are leading slices of the tensors of their own name, as is usual.
    return Network(graph, views: views)
  }

  /// The sub-network's weights as plain tensors of its own graph.
  package func extracted(_ architecture: Architecture, from weights: Weights) throws -> Weights {
    let views = try network(for: architecture).views
    let store = ParameterStore(weights)
    var extracted = Weights()
    for parameter in try architecture.graph(in: space).parameters {
      extracted[parameter.name] = store.tensor(views[parameter])
    }
    return extracted
  }

  /// The shapes of all tensors by their names.
  package func shapes() throws -> [String: [Int]] {
    var shapes: [String: [Int]] = [:]
    for parameter in try space.largest.graph(in: space).parameters {
      shapes[parameter.name] = parameter.shape
    }
    for step in allTransforms {
      let area = step.side * step.side
      shapes[step.matrix] = [area, area]
    }
    return shapes
  }

  /// The names of the kernel transforms, which weight decay would pull away from the identity.
  package var kernelTransformNames: Set<String> {
    Set(allTransforms.map(\.matrix))
  }

  /// The kernel transforms of all blocks of the largest network.
  var allTransforms: [ParameterView.KernelTransform] {
    space.largest.positionedBlocks.flatMap { position, _ in
      kernelTransforms(at: position, downTo: space.units[position.unit].kernels[0])
    }
  }

  /// The steps from the largest kernel of a block down to `kernel`, named `u1.b0.depthwise.transform.7to5`.
  private func kernelTransforms(at position: BlockPosition, downTo kernel: Int)
    -> [ParameterView.KernelTransform]
  {
    let sides = space.units[position.unit].kernels.filter { $0 >= kernel }
    return zip(sides, sides.dropFirst()).reversed().map { side, larger in
      ParameterView.KernelTransform(
        matrix: "\(position.name).depthwise.transform.\(larger)to\(side)", side: side)
    }
  }
}

extension Architecture {
  /// The running blocks with their places, in order.
  var positionedBlocks: [(BlockPosition, Block)] {
    units.enumerated().flatMap { unit, blocks in
      blocks.enumerated().map { (BlockPosition(unit: unit, block: $0.offset), $0.element) }
    }
  }
}
