import Architectures
import Graphs
import Supernets
import Testing

struct ProgressiveShrinkingTests {
  private typealias Stage = ProgressiveShrinking.Stage

  /// The space of the paper, as far as shrinking sees it.
  private static let paperSpace = SearchSpace(
    name: "paper", resolutions: [128, 224], stemChannels: 16,
    units: Array(
      repeating: SearchSpace.Unit(
        channels: 24, stride: 2, depths: [2, 3, 4], kernels: [3, 5, 7], expandRatios: [3, 4, 6]),
      count: 5),
    headChannels: 960, classes: 1000)

  @Test func `The paper's settings are those of its appendix`() {
    let stages = ProgressiveShrinking.paper.stages
    #expect(stages.map(\.goal) == [.full, .kernel, .depth, .depth, .width, .width])
    #expect(stages.map(\.peakLearningRate) == [2.6, 0.96, 0.08, 0.24, 0.08, 0.24])
    #expect(stages.map(\.warmUpEpochs) == [0, 5, 0, 5, 0, 5])
    #expect(stages.map(\.subnetworks) == [1, 1, 2, 2, 4, 4])
    #expect(stages[0].epochs == 180)
    #expect(stages.dropFirst().reduce(0) { $0 + $1.epochs } == 425)
  }

  @Test func `The paper's space goes through the paper's phases`() {
    let phases = ProgressiveShrinking.paper.phases(
      of: Self.paperSpace, steps: 605, peakLearningRate: 2.6)
    #expect(
      phases.map(\.name) == [
        "full", "elastic kernel", "elastic depth 1", "elastic depth 2", "elastic width 1",
        "elastic width 2",
      ])
    #expect(phases.map(\.steps) == [180, 125, 25, 125, 25, 125])
    #expect(phases.map(\.warmUpSteps) == [0, 5, 0, 5, 0, 5])
    for (phase, rate) in zip(phases, [2.6, 0.96, 0.08, 0.24, 0.08, 0.24]) {
      #expect(abs(phase.peakLearningRate - rate) < 1e-12)
    }
    let units = phases.map { $0.space.units[3] }
    #expect(units.map(\.kernels) == [[7]] + Array(repeating: [3, 5, 7], count: 5))
    #expect(units.map(\.depths) == [[4], [4], [3, 4], [2, 3, 4], [2, 3, 4], [2, 3, 4]])
    #expect(units.map(\.expandRatios) == [[6], [6], [6], [6], [4, 6], [3, 4, 6]])
    #expect(phases.map(\.sortsChannels) == [false, false, false, false, true, true])
    #expect(phases.map(\.hasTeacher) == [false, true, true, true, true, true])
    #expect(phases.dropFirst().map(\.spaceBefore) == phases.dropLast().map(\.space))
    #expect(phases.allSatisfy { $0.space.resolutions == [128, 224] })
  }

  @Test func `A space with short lists has fewer phases, whose steps add up all the same`() {
    var space = Self.paperSpace
    space.units = [
      SearchSpace.Unit(channels: 8, stride: 1, depths: [1], kernels: [3], expandRatios: [2, 3]),
      SearchSpace.Unit(
        channels: 8, stride: 1, depths: [1, 2, 3, 4], kernels: [3], expandRatios: [3]),
    ]
    for steps in [0, 1, 7, 1000] {
      let phases = ProgressiveShrinking.standard.phases(
        of: space, steps: steps, peakLearningRate: 0.05)
      #expect(
        phases.map(\.name) == ["full", "elastic depth 1", "elastic depth 2", "elastic width"])
      #expect(phases.reduce(0) { $0 + $1.steps } == steps)
      #expect(phases.allSatisfy { $0.warmUpSteps <= $0.steps })
      #expect(phases[1].space.units[1].depths == [3, 4])
      #expect(phases[3].space == space)
      // The only phase of its goal is the long one.
      #expect(abs(phases[3].peakLearningRate - 0.05 * 0.24 / 2.6) < 1e-12)
    }
  }

  @Test func `The networks of a step share a resolution and depend on seed and step alone`() {
    let phases = ProgressiveShrinking.paper.phases(
      of: Self.paperSpace, steps: 605, peakLearningRate: 1)
    let width = phases[4]
    let steps = (0..<60).map { width.networks(at: $0, seed: 3) }
    #expect(width.networks(at: 17, seed: 3) == steps[17])
    #expect(width.networks(at: 17, seed: 4) != steps[17])
    #expect(steps.allSatisfy { $0.count == 4 && Set($0.map(\.resolution)).count == 1 })
    #expect(Set(steps.map { $0[0].resolution }) == [128, 224])
    for network in steps.joined() {
      #expect(throws: Never.self) { try width.space.validate(network) }
    }
    #expect(phases[0].networks(at: 1, seed: 3)[0].units == Self.paperSpace.largest.units)
  }

  @Test func `Later phases work more in a step, and a teacher adds to it`() throws {
    let space = SearchSpace.mobile32()
    let phases = ProgressiveShrinking.standard.phases(of: space, steps: 100, peakLearningRate: 1)
    let works = try phases.map { try $0.macsPerStep(taught: true, seed: 1) }
    // The first phase takes the largest network at every resolution.
    let macs = try space.resolutions.map { side in
      var network = space.largest
      network.resolution = side
      return 3 * (try network.graph(in: space).macs)
    }
    #expect(Double(macs[0]) < works[0] && works[0] < Double(macs[macs.count - 1]))
    let last = phases[phases.count - 1]
    #expect(works[phases.count - 1] > 1.5 * works[0])
    #expect(try last.macsPerStep(taught: false, seed: 1) < works[phases.count - 1])
  }
}
