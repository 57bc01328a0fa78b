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
    let supernet = try Supernet(source)
    let store = ParameterStore(trained)
    let surplus = space.units.count - source.units.count
    var takenLayers: Set<String> = []
    for name in drawn.names {
      guard var target = drawn[name] else { continue }
      var parts = name.split(separator: ".").dropLast()
      let layer = parts.joined(separator: ".")
      let isAttached = parts.last == "bn" || parts.last == "transform"
      if isAttached { parts.removeLast() }
      let isOpen = !isAttached || takenLayers.contains(parts.joined(separator: "."))
      let counterpart = isOpen ? Self.counterpart(of: name, surplusUnits: surplus) : nil
      let taken = counterpart.flatMap { supernet.tensor(named: $0, like: target, in: store) }
        .flatMap { target.replaceCommonPart(by: $0) }
      if let taken {
        takenLayers.insert(layer)
        weights[name] = target
        tensors += 1
        values += taken
      } else if drawnLayers.last != layer {
        drawnLayers.append(layer)
      }
    }
  }

  /// The name of a tensor in the trained supernet; nil where it has none there.
  private static func counterpart(of name: String, surplusUnits: Int) -> String? {
    if name.hasPrefix("classifier.") { return nil }
    guard let dot = name.firstIndex(of: "."), name.first == "u",
      let unit = Int(name[..<dot].dropFirst())
    else { return name }
    return unit > surplusUnits ? "u\(unit - surplusUnits)\(name[dot...])" : nil
  }
}

extension Supernet {
  /// A stored tensor as one of the shape of `target` can use it: a depthwise kernel of the same side
  /// where the supernet knows it, the weights of its image channels turned into those of `target`.
  fileprivate func tensor(named name: String, like target: Tensor, in store: ParameterStore)
    -> Tensor?
  {
    guard store.contains(name) else { return nil }
    let stored = ParameterView(source: name, shape: store.shape(of: name))
    if name == "stem.weight" {
      return store.tensor(stored).withImageChannels(target.shape[1])
    }
    let parts = name.split(separator: ".").map(String.init)
    guard name.hasSuffix(".depthwise.weight"), let side = target.shape.last,
      let unit = Int(parts[0].dropFirst())
    else { return store.tensor(stored) }
    let sides = space.units[unit - 1].kernels
    guard let nearest = sides.first(where: { $0 >= side }) ?? sides.last else { return nil }
    let transforms = zip(sides, sides.dropFirst()).reversed().filter { $0.0 >= nearest }.map {
      ParameterView.KernelTransform(
        matrix: "\(parts[0]).\(parts[1]).depthwise.transform.\($0.1)to\($0.0)", side: $0.0)
    }
    let view = ParameterView(
      source: name, shape: Array(stored.shape.prefix(2)) + [nearest, nearest],
      transforms: transforms)
    return store.tensor(view).withSide(side)
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
