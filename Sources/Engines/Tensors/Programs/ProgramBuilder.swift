import Graphs

/// Compiles a network: chooses kernels, fuses, and gives every value its place.
///
/// In training all values stay for the backward pass, whose gradients share memory; in the other
/// passes a value's memory is used again behind its last reader.
struct ProgramBuilder {
  let network: Network
  let pass: Pass
  let kept: Set<Int>
  private let backend: any ComputeBackend
  private let layouts: [ValueLayout]
  private let images: Int
  let consumers: [[Int]]

  private var arena = ArenaLayout()
  /// Where the value of each node lies as soon as a step computes it.
  private(set) var values: [Int?]
  private var steps: [Program.Step] = []
  /// For each node its parameters.
  private var parameterPlaces: [[Program.ParameterPlace]] = []
  private var norms: [Program.NormPlace] = []
  private var actions: [Program.Action] = []
  private var scratchCount = 0
  private var isAdd: [Bool] = []

  /// - Parameter kept: nodes whose values must be there after the pass.
  init(
    _ network: Network, images: Int, pass: Pass, keeping kept: Set<Int> = [],
    backend: any ComputeBackend
  ) {
    self.network = network
    self.pass = pass
    self.kept = kept.union([network.graph.output])
    self.backend = backend
    self.images = images
    layouts = backend.layouts(of: network.graph, images: images, pass: pass)
    consumers = network.graph.consumers
    values = Array(repeating: nil, count: network.graph.nodes.count)
  }

  /// The compiled network.
  mutating func build() -> Program {
    let graph = network.graph
    let wantsGradient = wantsGradient()
    var remaining = consumers.map(\.count)
    allocateParameters()
    values[0] = arena.allocate(layouts[0].floatCount)
    var isDone = graph.nodes.map { _ in false }
    for index in graph.nodes.indices.dropFirst() where !isDone[index] {
      let fusion = fusion(from: index)
      for node in fusion.nodes { isDone[node] = true }
      for input in fusion.inputs { remaining[input] -= 1 }
      let inPlace = fusion.addend.flatMap {
        remaining[$0] == 0 && !kept.contains($0) && !fusion.inputs.dropLast().contains($0)
          ? $0 : nil
      }
      addStep(
        KernelRequest(
          operation: fusion.operation, inputs: fusion.inputs.map { layouts[$0] },
          output: layouts[fusion.result], pass: pass,
          needsGradient: fusion.inputs.map { wantsGradient[$0] }),
        fusion, inPlaceOf: inPlace)
      guard pass != .training else { continue }
      for input in Set(fusion.inputs)
      where remaining[input] == 0 && !kept.contains(input) && input != inPlace {
        if let place = values[input] { arena.release(place, layouts[input].floatCount) }
      }
    }
    let resultGradient = pass == .training ? addBackward(wantsGradient) : nil
    // Free places are free at certain times only; scratch is used at all times.
    let scratch = arena.allocateBehind(scratchCount)
    return Program(
      network: network, pass: pass, layouts: layouts, values: values, steps: steps,
      backward: actions, parameters: parameterPlaces.flatMap { $0 }, norms: norms,
      resultGradient: resultGradient,
      scratch: scratch, arenaCount: arena.count, images: images)
  }

  private mutating func addStep(
    _ request: KernelRequest, _ fusion: Fusion, inPlaceOf inPlace: Int?
  ) {
    let kernel = backend.kernel(for: request)
    scratchCount = max(scratchCount, kernel.scratchCount)
    let places = fusion.nodes.flatMap { parameterPlaces[$0] }
    let output = inPlace.flatMap { values[$0] } ?? arena.allocate(layouts[fusion.result].floatCount)
    // What is prepared stays from run to run, so no value of any step may lie there.
    let saved = arena.allocateBehind(kernel.savedCount)
    if case .batchNorm = request.operation {
      let node = network.graph.nodes[fusion.nodes[0]]
      norms.append(
        Program.NormPlace(name: node.name, channels: node.value.channels, saved: saved))
    }
    values[fusion.result] = output
    isAdd.append(request.operation == .add)
    steps.append(
      Program.Step(
        node: fusion.result, kernel: kernel, label: request.label, macs: request.macs,
        sources: fusion.inputs,
        inputs: fusion.inputs.map { values[$0] ?? 0 },
        output: output, parameters: places.map(\.value), saved: saved, outputGradient: nil,
        inputGradients: fusion.inputs.map { _ in nil },
        parameterGradients: places.map(\.gradient)))
  }

  /// Gives all parameters their places before any place is used again: they are read from the
  /// store at once, before the first step.
  private mutating func allocateParameters() {
    for node in network.graph.nodes {
      let places = network.graph.parameters(of: node).map { parameter in
        let value = arena.allocate(parameter.count)
        let hasGradient = pass == .training && parameter.role.isTrainable
        return Program.ParameterPlace(
          parameter: parameter, value: value,
          gradient: hasGradient ? arena.allocate(parameter.count) : value)
      }
      parameterPlaces.append(places)
    }
  }

  // MARK: Backward

  /// For each node whether a trained parameter lies before it.
  private func wantsGradient() -> [Bool] {
    guard pass == .training else {
      return Array(repeating: false, count: network.graph.nodes.count)
    }
    var wants: [Bool] = []
    for node in network.graph.nodes {
      let hasParameters = network.graph.parameters(of: node).contains { $0.role.isTrainable }
      wants.append(hasParameters || node.inputs.contains { wants[$0] })
    }
    return wants
  }

  /// A place for a gradient that several nodes may share.
  private final class Gradient {
    let place: Int
    let count: Int
    /// The nodes whose steps have yet to read it.
    var nodes: Set<Int>

    init(of node: Int, place: Int, count: Int) {
      self.place = place
      self.count = count
      nodes = [node]
    }
  }

  /// Adds the actions of the backward pass; returns the place of the result's gradient.
  private mutating func addBackward(_ wants: [Bool]) -> Int {
    let output = network.graph.output
    let result = newGradient(of: output)
    var gradients: [Int: Gradient] = [output: result]
    let users = users()
    for index in steps.indices.reversed() {
      let node = steps[index].node
      guard let own = gradients[node] else { continue }
      own.nodes.remove(node)
      steps[index].outputGradient = own.place
      var sums: [Program.Action] = []
      var temporaries: [Gradient] = []
      for (position, input) in steps[index].sources.enumerated() where wants[input] {
        if isAdd[index] {
          if let known = gradients[input] {
            sums.append(.accumulate(from: own.place, to: known.place, count: own.count))
          } else if mayShare(own, input, of: index, users) {
            own.nodes.insert(input)
            gradients[input] = own
          } else {
            let new = newGradient(of: input)
            gradients[input] = new
            sums.append(.copy(from: own.place, to: new.place, count: own.count))
          }
          continue
        }
        let new = newGradient(of: input)
        steps[index].inputGradients[position] = new.place
        if let known = gradients[input] {
          sums.append(.accumulate(from: new.place, to: known.place, count: new.count))
          temporaries.append(new)
        } else {
          gradients[input] = new
        }
      }
      if !isAdd[index] { actions.append(.backward(step: index)) }
      actions += sums
      for gradient in temporaries { arena.release(gradient.place, gradient.count) }
      if own.nodes.isEmpty { arena.release(own.place, own.count) }
    }
    return result.place
  }

  private mutating func newGradient(of node: Int) -> Gradient {
    let count = layouts[node].floatCount
    return Gradient(of: node, place: arena.allocate(count), count: count)
  }

  /// For each node the step that computes it and the steps that read it.
  private func users() -> [Int: (producer: Int, readers: [Int])] {
    var users: [Int: (producer: Int, readers: [Int])] = [:]
    for (step, nodes) in steps.map(\.sources).enumerated() {
      users[steps[step].node] = (step, [])
      for node in nodes { users[node]?.readers.append(step) }
    }
    return users
  }

  /// Whether the gradient of an addend may be the very gradient of the sum.
  ///
  /// Earlier readers of a node that shares a gradient will add to it; by then the steps that
  /// computed all other sharing nodes must have read it.
  private func mayShare(
    _ gradient: Gradient, _ input: Int, of step: Int,
    _ users: [Int: (producer: Int, readers: [Int])]
  ) -> Bool {
    // In x + x, the gradient is added to itself.
    guard steps[step].sources.count(where: { $0 == input }) == 1, let new = users[input] else {
      return false
    }
    func isRead(_ node: (producer: Int, readers: [Int]), beforeAdditionsTo other: [Int]) -> Bool {
      other.allSatisfy { $0 >= step || $0 < node.producer }
    }
    return gradient.nodes.compactMap { users[$0] }.allSatisfy {
      isRead($0, beforeAdditionsTo: new.readers) && isRead(new, beforeAdditionsTo: $0.readers)
    }
  }
}
