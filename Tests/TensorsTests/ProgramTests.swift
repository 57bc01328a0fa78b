import Graphs
import Testing

@testable import Tensors

/// Where programs keep their values.
struct ProgramTests {
  @Test("Places in use never overlap", arguments: 0..<100 as Range<UInt64>)
  func arena(seed: UInt64) {
    var draw = Draw(seed: seed)
    var layout = ArenaLayout()
    var live: [(start: Int, floats: Int)] = []
    for _ in 0..<200 {
      if live.isEmpty || draw.int(0...2) > 0 {
        let floats = draw.int(0...3) == 0 ? draw.int(0...4) : draw.int(0...200)
        let isBehind = draw.int(0...9) == 0
        let before = layout.count
        let start = isBehind ? layout.allocateBehind(floats) : layout.allocate(floats)
        #expect(start % 16 == 0)
        #expect(start + floats <= layout.count)
        #expect(!isBehind || start >= before)
        for place in live where floats > 0 && place.floats > 0 {
          #expect(start >= place.start + place.floats || place.start >= start + floats)
        }
        live.append((start, floats))
      } else {
        let place = live.remove(at: draw.int(0...live.count - 1))
        layout.release(place.start, place.floats)
      }
    }
    // All given back, it is one place again.
    for place in live { layout.release(place.start, place.floats) }
    let count = layout.count
    if count > 0 { #expect(layout.allocate(count) == 0) }
    #expect(layout.count == count)
  }

  @Test("In inference a deep chain needs the memory of its largest two neighbours")
  func chain() throws {
    let network = TestNetwork("chain", image: Shape(height: 8, width: 8, channels: 16)) {
      var x = try $0.activation(.hSwish)
      for _ in 0..<30 { x = try x.activation(.hSwish) }
      x = try x.pool(.average, kernel: 2, stride: 2)
      for _ in 0..<30 { x = try x.activation(.hSwish) }
      return try x.globalAveragePool().dense("head", 3)
    }
    let program = program(try network.graph(), .inference)
    // Two maps for two images, the parameters and small vectors behind.
    #expect(program.arenaCount >= 2 * 2 * 1024)
    #expect(program.arenaCount <= 2 * 2 * 1024 + 51 + 100)
  }

  @Test(
    "Values, parameters and gradients that are alive together never overlap",
    arguments: GradientTests.networks + [.mobile, .small])
  func liveRanges(network: TestNetwork) throws {
    for backend in Self.backends {
      for pass in [Pass.training, .statistics, .inference] {
        var places = Places(program(try network.graph(), pass, backend))
        places.check()
      }
    }
  }

  private func program(
    _ graph: FloatGraph, _ pass: Pass, _ backend: any ComputeBackend = PortableBackend()
  ) -> Program {
    var builder = ProgramBuilder(Network(graph), images: 2, pass: pass, backend: backend)
    return builder.build()
  }

  private static var backends: [any ComputeBackend] {
    #if OneDNN
    [PortableBackend(), OneDNNBackend()]
    #else
    [PortableBackend()]
    #endif
  }

  /// Follows a program and notes who wrote each float last.
  private struct Places {
    let program: Program
    private var owner: [String?]

    init(_ program: Program) {
      self.program = program
      owner = Array(repeating: nil, count: program.arenaCount)
    }

    private mutating func write(_ what: String, _ start: Int, _ count: Int) {
      for index in start..<start + count { owner[index] = what }
    }

    private func read(_ what: String, _ start: Int, _ count: Int) {
      let found = (start..<start + count).first { owner[$0] != what }
      #expect(
        found == nil,
        "\(what) is overwritten by \(found.flatMap { owner[$0] } ?? "nothing") (\(program.pass))")
    }

    /// Writes and reads as a run does; scratch is written by every kernel.
    mutating func check() {
      for (index, place) in program.parameters.enumerated() {
        write("parameter \(index)", place.value, place.parameter.count)
      }
      // Prepared before the first pass, read in every one.
      for (number, step) in program.steps.enumerated() {
        write("saved \(number)", step.saved, step.kernel.savedCount)
      }
      write("value 0", program.values[0] ?? 0, program.layouts[0].count)
      var firstParameter = 0
      for step in program.steps {
        writeScratch()
        for (node, place) in zip(step.sources, step.inputs) {
          read("value \(node)", place, program.layouts[node].count)
        }
        for index in step.parameters.indices {
          let place = program.parameters[firstParameter + index]
          #expect(place.value == step.parameters[index])
          read("parameter \(firstParameter + index)", place.value, place.parameter.count)
        }
        firstParameter += step.parameters.count
        write("value \(step.node)", step.output, program.layouts[step.node].count)
      }
      read(
        "value \(program.network.graph.output)",
        program.values[program.network.graph.output] ?? 0,
        program.layouts[program.network.graph.output].count)
      for (number, step) in program.steps.enumerated() {
        read("saved \(number)", step.saved, step.kernel.savedCount)
      }
      if program.pass == .training { checkValuesForBackward() }
    }

    /// After the forward pass of training everything is still there, and gradients lie elsewhere.
    private mutating func checkValuesForBackward() {
      write(
        "gradient", program.resultGradient ?? 0,
        program.layouts[program.network.graph.output].count)
      for action in program.backward {
        switch action {
        case .accumulate(let from, let to, let count), .copy(let from, let to, let count):
          #expect(from + count <= to || to + count <= from)
          write("gradient", to, count)
        case .backward(let index):
          let step = program.steps[index]
          writeScratch()
          read("gradient", step.outputGradient ?? 0, program.layouts[step.node].count)
          for (node, place) in zip(step.sources, step.inputGradients) {
            if let place { write("gradient", place, program.layouts[node].count) }
          }
        }
      }
      for (number, step) in program.steps.enumerated() {
        read("value \(step.node)", step.output, program.layouts[step.node].count)
        read("saved \(number)", step.saved, step.kernel.savedCount)
      }
      for (index, place) in program.parameters.enumerated() {
        read("parameter \(index)", place.value, place.parameter.count)
      }
    }

    private mutating func writeScratch() {
      write("scratch", program.scratch, program.steps.map(\.kernel.scratchCount).max() ?? 0)
    }
  }
}
