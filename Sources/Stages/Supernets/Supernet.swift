package import Architectures
import Graphs
package import Tensors

/// One set of full-size weights in which every network of a space is a part.
///
/// A sub-network takes leading slices of the tensors of the largest network, and its smaller
/// depthwise kernels from the centre of the largest kernel through trained matrices
/// (arXiv 1908.09791, section 3.3). Running statistics of a part are found for it alone.
package struct Supernet: Sendable {
  /// A layer whose kernel has several sides.
  private struct KernelLayer {
    var position: BlockPosition
    var name: String
  }

  /// The networks.
  package let space: SearchSpace
  /// The largest of them, whose tensors are stored.
  let largest: SectionedGraph
  /// One of each block that has a kernel, in order.
  private let kernelLayers: [KernelLayer]

  /// A supernet; throws `ArchitectureError` where the space makes no sense.
  package init(_ space: SearchSpace) throws {
    try space.validate()
    self.space = space
    let largest = try space.largest.sectionedGraph(in: space)
    self.largest = largest
    kernelLayers = largest.blocks.compactMap { position, block in
      block.roles[.kernel].map {
        KernelLayer(position: position, name: largest.graph.nodes[$0].name)
      }
    }
  }

  /// The sub-network as views of the weights; throws `ArchitectureError` where it is no point of
  /// the space.
  package func network(for architecture: Architecture) throws -> Network {
    let network = try architecture.sectionedGraph(in: space)
    let graph = network.graph
    var views = ParameterViews()
    for (position, block) in network.blocks {
      guard let index = block.roles[.kernel],
        let parameter = graph.parameters(of: graph.nodes[index]).first(where: { $0.role == .weight }
        )
      else { continue }
      let transforms = kernelTransforms(
        of: graph.nodes[index].name, at: position,
        downTo: architecture.units[position.unit][position.block].kernel)
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
  package func shapes() -> [String: [Int]] {
    var shapes: [String: [Int]] = [:]
    for parameter in largest.graph.parameters {
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
    kernelLayers.flatMap {
      kernelTransforms(
        of: $0.name, at: $0.position, downTo: space.units[$0.position.unit].kernels[0])
    }
  }

  /// The steps from the largest kernel of a layer down to `kernel`, named like
  /// `u1.b0.depthwise.transform.7to5`.
  func kernelTransforms(
    of layer: String, at position: BlockPosition, downTo kernel: Int
  ) -> [ParameterView.KernelTransform] {
    let sides = space.units[position.unit].kernels.filter { $0 >= kernel }
    return zip(sides, sides.dropFirst()).reversed().map { side, larger in
      ParameterView.KernelTransform(
        matrix: "\(layer).transform.\(larger)to\(side)", side: side)
    }
  }
}
