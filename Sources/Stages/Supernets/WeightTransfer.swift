package import Architectures
import Graphs
package import Tensors

/// The first values of a training, taken from a trained supernet where tensors agree.
///
/// Units are matched from the last one backwards, as what a space adds for larger images stands in
/// front, and blocks from the first of a unit. A tensor agrees where it is a leading slice of its
/// counterpart, or the other way round; what lies outside keeps its drawn values. Batch norms and kernel
/// transforms go with their layer. The classifier is never taken: its classes mean something else.
package struct WeightTransfer: Sendable {
  /// The values to begin with.
  package private(set) var weights: Weights
  /// How many tensors hold values of the supernet.
  package private(set) var tensors = 0
  /// How many values are those of the supernet.
  package private(set) var values = 0
  /// The layers of which nothing was taken, such as `classifier` or `u1.b0.depthwise`, in order.
  package private(set) var drawnLayers: [String] = []

  /// - Parameters:
  ///   - drawn: the values of a training that begins with nothing, of a supernet or of one network.
  ///   - space: of the networks that are trained.
  ///   - trained: the weights of a supernet of `source`.
  /// - Throws: `ArchitectureError` where a space makes no sense.
  package init(
    into drawn: Weights, of space: SearchSpace, from trained: Weights, of source: SearchSpace
  ) throws {
    weights = drawn
    let places = try Supernet(space).tensorPlaces
    let supernet = try Supernet(source)
    let store = ParameterStore(trained)
    let surplus = space.units.count - source.units.count
    var takenLayers: Set<String> = []
    for name in drawn.names {
      guard var target = drawn[name], let place = places[name] else { continue }
      let isOpen = place.owner.map(takenLayers.contains) ?? true
      let taken = (isOpen ? place : nil)
        .flatMap { supernet.counterpart(of: $0, surplusUnits: surplus, like: target, in: store) }
        .flatMap { target.replaceCommonPart(by: $0) }
      if let taken {
        takenLayers.insert(place.layer)
        weights[name] = target
        tensors += 1
        values += taken
      } else if drawnLayers.last != place.layer {
        drawnLayers.append(place.layer)
      }
    }
  }
}

/// Where a tensor of a supernet belongs.
private struct TensorPlace {
  /// What a tensor is to its layer.
  enum Role {
    /// The weights of the layer that reads the image.
    case imageWeights
    /// A kernel whose side is a choice.
    case kernel
    /// Anything else.
    case other
  }

  var name: String
  var role: Role
  var part: SectionedGraph.Part
  /// The layer that has the tensor, such as `stem` or `stem.bn`.
  var layer: String
  /// The layer that it goes along with, for a batch norm or a kernel transform.
  var owner: String?
}

extension Supernet {
  /// The places of all tensors by their names.
  fileprivate var tensorPlaces: [String: TensorPlace] {
    var places: [String: TensorPlace] = [:]
    for section in largest.sections {
      for index in section.nodes {
        let node = largest.graph.nodes[index]
        var owner: String?
        if case .batchNorm = node.op { owner = largest.graph.nodes[node.inputs[0]].name }
        for parameter in largest.graph.parameters(of: node) {
          places[parameter.name] = TensorPlace(
            name: parameter.name, role: role(of: parameter, of: index, in: section.part),
            part: section.part, layer: node.name, owner: owner)
        }
      }
      guard case .block(let position, _, let block) = section.part,
        let kernel = block.roles[.kernel].map({ largest.graph.nodes[$0].name })
      else { continue }
      let smallest = space.units[position.unit].kernels[0]
      for step in kernelTransforms(of: kernel, at: position, downTo: smallest) {
        places[step.matrix] = TensorPlace(
          name: step.matrix, role: .other, part: section.part, layer: "\(kernel).transform",
          owner: kernel)
      }
    }
    return places
  }

  private func role(
    of parameter: Parameter, of node: Int, in part: SectionedGraph.Part
  ) -> TensorPlace.Role {
    guard parameter.role == .weight else { return .other }
    switch part {
    case .stem:
      return largest.graph.nodes[node].inputs == [0] ? .imageWeights : .other
    case .block(_, _, let block): return block.roles[.kernel] == node ? .kernel : .other
    case .head, .pool, .features, .classifier: return .other
    }
  }

  /// The stored tensor that corresponds to one of another supernet, as one of the shape of `target` can
  /// use it: a kernel of the same side where this supernet knows it, the weights of its image channels
  /// turned into those of `target`; nil where there is none.
  fileprivate func counterpart(
    of place: TensorPlace, surplusUnits: Int, like target: Tensor, in store: ParameterStore
  ) -> Tensor? {
    var (name, layer) = (place.name, place.layer)
    var position: BlockPosition?
    switch place.part {
    case .classifier: return nil
    case .block(let there, _, _):
      guard there.unit >= surplusUnits else { return nil }
      let here = BlockPosition(unit: there.unit - surplusUnits, block: there.block)
      name = here.name + name.dropFirst(there.name.count)
      layer = here.name + layer.dropFirst(there.name.count)
      position = here
    case .stem, .head, .pool, .features: break
    }
    guard store.contains(name) else { return nil }
    let stored = ParameterView(source: name, shape: store.shape(of: name))
    switch place.role {
    case .imageWeights: return store.tensor(stored).withImageChannels(target.shape[1])
    case .kernel:
      guard let position, let side = target.shape.last else { return store.tensor(stored) }
      let sides = space.units[position.unit].kernels
      guard let nearest = sides.first(where: { $0 >= side }) ?? sides.last else { return nil }
      let view = ParameterView(
        source: name, shape: Array(stored.shape.prefix(2)) + [nearest, nearest],
        transforms: kernelTransforms(of: layer, at: position, downTo: nearest))
      return store.tensor(view).withSide(side)
    case .other: return store.tensor(stored)
    }
  }
}

extension Tensor {
  /// Takes over the common leading part of another tensor, or nothing where neither is a leading
  /// slice of the other.
  ///
  /// - Returns: how many values were taken, or nil.
  fileprivate mutating func replaceCommonPart(by other: Tensor) -> Int? {
    let pairs = zip(shape, other.shape)
    guard shape.count == other.shape.count,
      pairs.allSatisfy(<=) || pairs.allSatisfy(>=)
    else { return nil }
    let common = pairs.map(min)
    let count = common.reduce(1, *)
    for index in 0..<count {
      var (rest, here, there, step, otherStep) = (index, 0, 0, 1, 1)
      for axis in common.indices.reversed() {
        let (quotient, place) = rest.quotientAndRemainder(dividingBy: common[axis])
        here += place * step
        there += place * otherStep
        step *= shape[axis]
        otherStep *= other.shape[axis]
        rest = quotient
      }
      values[here] = other.values[there]
    }
    return count
  }

  /// Kernels `[outputs, inputs, side, side]` cut at their centre, or with zeros around them.
  fileprivate func withSide(_ side: Int) -> Tensor {
    let old = shape[3]
    guard old != side else { return self }
    var result = Tensor(shape: [shape[0], shape[1], side, side], repeating: 0)
    let shift = (old - side) / 2
    for kernel in 0..<shape[0] * shape[1] {
      for row in 0..<side where (0..<old).contains(row + shift) {
        for column in 0..<side where (0..<old).contains(column + shift) {
          result.values[(kernel * side + row) * side + column] =
            values[(kernel * old + row + shift) * old + column + shift]
        }
      }
    }
    return result
  }

  /// Weights `[outputs, inputs, side, side]` for images of one channel in place of three, or the
  /// other way round, that give the same for grey images; nil for other numbers of channels.
  fileprivate func withImageChannels(_ count: Int) -> Tensor? {
    let (outputs, inputs, area) = (shape[0], shape[1], shape[2] * shape[3])
    if inputs == count { return self }
    guard inputs == 1 || count == 1 else { return nil }
    var result = Tensor(shape: [outputs, count] + shape[2...], repeating: 0)
    for output in 0..<outputs {
      for place in 0..<area {
        let sum = (0..<inputs).reduce(Float(0)) {
          $0 + values[(output * inputs + $1) * area + place]
        }
        for channel in 0..<count {
          result.values[(output * count + channel) * area + place] = sum / Float(count)
        }
      }
    }
    return result
  }
}
