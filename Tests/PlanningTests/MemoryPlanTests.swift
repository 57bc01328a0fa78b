import Graphs
import Planning
import Randomness
import Testing

struct MemoryPlanTests {
  @Test(
    "Live buffers never overlap and no arena is below the bound",
    arguments: 0..<200 as Range<UInt64>
  )
  func noOverlap(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let graph = BufferGraph.random(using: &generator)
    for alignment in [1, 4, 8] {
      let plan = MemoryPlan(graph, alignment: alignment)
      #expect(plan.arenaBytes >= plan.lowerBoundBytes)
      #expect(plan.problem(on: graph, alignment: alignment) == nil)
      let given = MemoryPlan(
        graph, order: Array(graph.values.indices), alignment: alignment)
      #expect(given.problem(on: graph, alignment: alignment) == nil)
      #expect(plan.arenaBytes <= given.arenaBytes)
    }
  }

  @Test(
    "A chain needs exactly the largest sum of input, result and scratch",
    arguments: 0..<30 as Range<UInt64>)
  func chain(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<12).map { index in
      BufferGraph.Value(
        inputs: index == 0 ? [] : [index - 1], bytes: Int.random(in: 1...40, using: &generator) * 4,
        scratchBytes: index == 0 ? 0 : Int.random(in: 0...10, using: &generator) * 4)
    }
    let plan = MemoryPlan(BufferGraph(values: values, output: 11))
    let largest = (1..<12).map {
      values[$0 - 1].bytes + values[$0].bytes + values[$0].scratchBytes
    }.max()
    #expect(plan.arenaBytes == plan.lowerBoundBytes)
    #expect(plan.arenaBytes == largest)
  }

  @Test("A result takes the place of an input that nobody reads any more")
  func inPlace() {
    let graph = BufferGraph(
      values: [
        .init(inputs: [], bytes: 64),
        .init(inputs: [0], bytes: 64),
        .init(inputs: [0, 1], bytes: 64, freedom: .over([0, 1])),
        .init(inputs: [2], bytes: 64, freedom: .alias),
      ], output: 3)
    let plan = MemoryPlan(graph)
    #expect(plan.overwrittenInput == [nil, nil, 0, nil])
    #expect(plan.addresses[2] == plan.addresses[0])
    #expect(plan.addresses[3] == plan.addresses[2])
    #expect(plan.arenaBytes == 128)
  }

  @Test("A value that is read again later is not overwritten")
  func laterReader() {
    let graph = BufferGraph(
      values: [
        .init(inputs: [], bytes: 64),
        .init(inputs: [0], bytes: 64, freedom: .over([0])),
        .init(inputs: [1, 0], bytes: 64, freedom: .over([0, 1])),
      ], output: 2)
    let plan = MemoryPlan(graph)
    #expect(plan.overwrittenInput == [nil, nil, 0])
    #expect(plan.arenaBytes == 128)
  }

  @Test("Vectors are computed right into their concatenation")
  func joined() {
    let graph = BufferGraph(
      values: [
        .init(inputs: [], bytes: 100),
        .init(inputs: [0], bytes: 8),
        .init(inputs: [0], bytes: 12),
        .init(inputs: [1, 2], bytes: 20, freedom: .joined),
      ], output: 3)
    let plan = MemoryPlan(graph)
    #expect(plan.isJoinedInPlace[3])
    #expect(plan.addresses[1] == plan.addresses[3])
    #expect(plan.addresses[2] == plan.addresses[3] + 8)
    #expect(plan.arenaBytes == 120)
  }

  @Test("Another order is taken where it lowers the peak")
  func reordered() {
    // Two branches widen and narrow again; breadth first, both wide maps live at once.
    let graph = BufferGraph(
      values: [
        .init(inputs: [], bytes: 8),
        .init(inputs: [0], bytes: 100),
        .init(inputs: [0], bytes: 100),
        .init(inputs: [1], bytes: 4),
        .init(inputs: [2], bytes: 4),
        .init(inputs: [3, 4], bytes: 8),
      ], output: 5)
    let given = MemoryPlan(graph, order: Array(0..<6), alignment: 4)
    let plan = MemoryPlan(graph)
    #expect(given.arenaBytes == 208)
    #expect(plan.arenaBytes == 112)
  }

  @Test("The estimate on shapes counts a fused convolution once and a residual while it lives")
  func floatGraph() throws {
    let builder = GraphBuilder<FloatOp>(name: "residual")
    let stem = try builder.input(Shape(height: 8, width: 8, channels: 4))
      .convolution("stem", 8, kernel: 3).batchNorm("stem.bn").activation(.relu6)
    let wide = try stem.convolution("expand", 16, kernel: 1).batchNorm("expand.bn")
      .activation(.relu6)
    let sum = try wide.convolution("project", 8, kernel: 1).batchNorm("project.bn").add(stem)
    let graph = LoweredGraph(
      builder.graph(output: try sum.globalAveragePool().dense("logits", 10)))
    #expect(peakBytes(of: graph) == 64 * (8 + 16 + 8))
    #expect(peakBytes(of: graph, scratchBytes: { $0 == 7 ? 100 : 0 }) == 64 * 32 + 100)
  }
}

extension MemoryPlan {
  /// What is wrong with the plan: runs it on bytes that carry a name of their own; nil if nothing.
  fileprivate func problem(on graph: BufferGraph, alignment: Int) -> String? {
    guard order.sorted() == Array(graph.values.indices) else { return "not a permutation" }
    var memory = [Int](repeating: -1, count: arenaBytes)
    var contents = [[Int]](repeating: [], count: graph.values.count)
    func range(_ value: Int) -> Range<Int> {
      addresses[value]..<addresses[value] + graph.values[value].bytes
    }
    for index in order {
      let value = graph.values[index]
      for input in value.inputs where Array(memory[range(input)]) != contents[input] {
        return "value \(index) finds input \(input) overwritten"
      }
      if addresses[index] % alignment != 0 { return "value \(index) is not aligned" }
      if let scratch = scratchAddresses[index] {
        let bytes = scratch..<scratch + value.scratchBytes
        if ([index] + value.inputs).contains(where: { range($0).overlaps(bytes) }) {
          return "scratch of value \(index) meets its result or an input"
        }
        for byte in bytes { memory[byte] = -1 }
      }
      switch value.freedom {
      case .alias:
        contents[index] = contents[value.inputs[0]]
        if addresses[index] != addresses[value.inputs[0]] { return "alias \(index) moved" }
      case .joined:
        contents[index] = value.inputs.flatMap { contents[$0] }
        if isJoinedInPlace[index] {
          if Array(memory[range(index)]) != contents[index] { return "value \(index) has a gap" }
          continue
        }
      case .own, .over:
        contents[index] = (0..<value.bytes).map { index * 1_000 + $0 }
      }
      for (position, input) in value.inputs.enumerated()
      where value.freedom != .alias && range(input).overlaps(range(index)) {
        guard let allowed = overwrittenInput[index], addresses[input] == addresses[index],
          position == allowed || value.freedom == .over([0, 1]) || input == value.inputs[allowed]
        else { return "result \(index) meets its input \(input)" }
      }
      memory.replaceSubrange(range(index), with: contents[index])
    }
    return Array(memory[range(graph.output)]) == contents[graph.output]
      ? nil : "the output is lost"
  }
}

extension BufferGraph {
  /// A random network of 14 values with branches, element-wise steps, aliases and joined vectors.
  fileprivate static func random(using generator: inout SeededGenerator) -> BufferGraph {
    var values = [Value(inputs: [], bytes: Int.random(in: 1...60, using: &generator))]
    for index in 1..<14 {
      let near = max(0, index - 4)
      let one = Int.random(in: near..<index, using: &generator)
      let two = Int.random(in: near..<index, using: &generator)
      let scratch = Bool.random(using: &generator) ? 0 : Int.random(in: 1...20, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0:
        values.append(Value(inputs: [one], bytes: values[one].bytes, freedom: .alias))
      case 1:
        values.append(
          Value(
            inputs: [one], bytes: values[one].bytes, scratchBytes: scratch, freedom: .over([0])))
      case 2 where one != two:
        values.append(
          Value(
            inputs: [one, two], bytes: values[one].bytes + values[two].bytes, freedom: .joined))
      case 3:
        let allowed = values[one].bytes == values[two].bytes ? [0, 1] : [0]
        values.append(
          Value(inputs: [one, two], bytes: values[one].bytes, freedom: .over(allowed)))
      default:
        values.append(
          Value(
            inputs: [one], bytes: Int.random(in: 1...60, using: &generator), scratchBytes: scratch))
      }
    }
    return BufferGraph(values: values, output: values.count - 1)
  }
}
