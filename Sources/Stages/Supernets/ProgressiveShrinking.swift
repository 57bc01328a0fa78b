package import Architectures
import Graphs
import Randomness

/// How a supernet is trained from its largest network down to the small ones (arXiv 1908.09791,
/// section 3.2).
///
/// Stages are written in the epochs and learning rates of the paper, so that they read like its
/// table; `phases` brings them to the length and the rate of a training and to the lists of a space.
package struct ProgressiveShrinking: Equatable, Sendable {
  /// What a stage sets free beside what the stages before it did.
  package enum Goal: String, Sendable {
    /// Nothing: the largest network learns alone.
    case full
    /// The sides of the depthwise kernels.
    case kernel
    /// The running blocks of each unit.
    case depth
    /// The middle channels of each block.
    case width
  }

  /// A row of the paper's table.
  package struct Stage: Equatable, Sendable {
    /// What becomes free; of several stages with one goal, the first allows the two largest choices
    /// and the last allows all.
    package var goal: Goal
    /// Passes over the images, those of the warm-up included.
    package var epochs: Int
    /// Passes in which the learning rate rises.
    package var warmUpEpochs: Int
    /// The learning rate at the end of the warm-up, for 2048 images per step.
    package var peakLearningRate: Double
    /// Networks that learn in each step.
    package var subnetworks: Int

    package init(
      _ goal: Goal, epochs: Int, warmUpEpochs: Int, peakLearningRate: Double, subnetworks: Int
    ) {
      self.goal = goal
      self.epochs = epochs
      self.warmUpEpochs = warmUpEpochs
      self.peakLearningRate = peakLearningRate
      self.subnetworks = subnetworks
    }
  }

  /// The stages in order; the first has the goal ``Goal/full``.
  package var stages: [Stage]

  package init(stages: [Stage]) {
    self.stages = stages
  }

  /// The settings for ImageNet (arXiv 1908.09791, section 4.1 and appendix B).
  package static let paper = ProgressiveShrinking(stages: [
    Stage(.full, epochs: 180, warmUpEpochs: 0, peakLearningRate: 2.6, subnetworks: 1),
    Stage(.kernel, epochs: 125, warmUpEpochs: 5, peakLearningRate: 0.96, subnetworks: 1),
    Stage(.depth, epochs: 25, warmUpEpochs: 0, peakLearningRate: 0.08, subnetworks: 2),
    Stage(.depth, epochs: 125, warmUpEpochs: 5, peakLearningRate: 0.24, subnetworks: 2),
    Stage(.width, epochs: 25, warmUpEpochs: 0, peakLearningRate: 0.08, subnetworks: 4),
    Stage(.width, epochs: 125, warmUpEpochs: 5, peakLearningRate: 0.24, subnetworks: 4),
  ])

  /// The paper's, with a warm-up of a twentieth for the first weights, of which it states none.
  package static let standard: ProgressiveShrinking = {
    var shrinking = paper
    shrinking.stages[0].warmUpEpochs = 9
    return shrinking
  }()
}

extension ProgressiveShrinking {
  /// A stage as a training of one space goes through it.
  package struct Phase: Equatable, Sendable {
    /// For example `elastic depth 1`.
    package var name: String
    /// What becomes free.
    package var goal: Goal
    /// The networks that its steps draw from; the largest is always among them.
    package var space: SearchSpace
    /// What the steps before it drew from; nil for the first.
    package var spaceBefore: SearchSpace?
    /// Its steps.
    package var steps: Int
    /// Those of them in which the learning rate rises.
    package var warmUpSteps: Int
    /// The learning rate at the end of the warm-up.
    package var peakLearningRate: Double
    /// Networks that learn in each step.
    package var subnetworks: Int

    /// Whether middle channels are ordered by importance before it begins.
    package var sortsChannels: Bool { goal == .width }
    /// Whether its networks learn from the largest network, too, as the first phase left it.
    package var hasTeacher: Bool { goal != .full }

    /// The networks of a step, counted from 0 over all phases; all have one resolution.
    ///
    /// They depend on seed and step alone, so that a resumed training draws them again.
    package func networks(at step: Int, seed: UInt64) -> [Architecture] {
      var generator = SeededGenerator(seed: seed, step: step)
      let first = space.random(using: &generator)
      let others = (1..<max(subnetworks, 1)).map { _ in
        var network = space.random(using: &generator)
        network.resolution = first.resolution
        return network
      }
      return [first] + others
    }

    /// The multiply-adds that a step takes for one image: three times those of every network that learns,
    /// and once those of the teacher's answers; the mean of some steps.
    ///
    /// - Parameter taught: whether there is a teacher at all.
    package func macsPerStep(taught: Bool, seed: UInt64) throws -> Double {
      let steps = 32
      var sum = 0
      for step in 0..<steps {
        let networks = networks(at: step, seed: seed)
        for network in networks { sum += 3 * (try network.graph(in: space).macs) }
        if taught, hasTeacher {
          var teacher = space.largest
          teacher.resolution = networks[0].resolution
          sum += try teacher.graph(in: space).macs
        }
      }
      return Double(sum) / Double(steps)
    }
  }

  /// The phases of a training of `space`.
  ///
  /// A goal has one phase less than the longest list of its choices at most: the first sets the two
  /// largest choices free, the last all. Stages that are left over go, the earlier ones first.
  ///
  /// - Parameters:
  ///   - steps: of all phases together; each gets the share of its epochs.
  ///   - peakLearningRate: of the first phase; those of the others have the paper's proportions.
  package func phases(of space: SearchSpace, steps: Int, peakLearningRate: Double) -> [Phase] {
    let rows = rows(for: space)
    let epochs = rows.reduce(0) { $0 + $1.stage.epochs }
    let unit = peakLearningRate / (stages.first?.peakLearningRate ?? 1)
    var phases: [Phase] = []
    var current = space.narrowed()
    var (passed, begin) = (0, 0)
    for row in rows {
      current.free(row.stage.goal, of: space, choices: row.choices)
      passed += row.stage.epochs
      // Rounded where a phase ends, so that all steps are given out.
      let end = Int((Double(steps) * Double(passed) / Double(epochs)).rounded())
      let share = Double(row.stage.warmUpEpochs) / Double(row.stage.epochs)
      phases.append(
        Phase(
          name: row.name, goal: row.stage.goal, space: current, spaceBefore: phases.last?.space,
          steps: end - begin, warmUpSteps: Int((share * Double(end - begin)).rounded()),
          peakLearningRate: unit * row.stage.peakLearningRate,
          subnetworks: row.stage.subnetworks))
      begin = end
    }
    return phases
  }

  /// A stage that the lists of a space have a use for.
  private struct Row {
    var stage: Stage
    var name: String
    /// The largest choices that it allows, or nil for all.
    var choices: Int?
  }

  private func rows(for space: SearchSpace) -> [Row] {
    var rows: [Row] = []
    for goal in [Goal.full, .kernel, .depth, .width] {
      let all = stages.filter { $0.goal == goal }
      let isFull = goal == .full
      let used = all.suffix(isFull ? all.count : space.longestList(of: goal) - 1)
      for (index, stage) in used.enumerated() {
        let isLast = index == used.count - 1
        rows.append(
          Row(
            stage: stage,
            name: (isFull ? "full" : "elastic \(goal.rawValue)")
              + (used.count > 1 ? " \(index + 1)" : ""),
            choices: isLast ? nil : index + 2))
      }
    }
    return rows
  }
}

extension ProgressiveShrinking.Goal {
  /// The genes of blocks that become free.
  fileprivate var genes: [BlockGene] {
    switch self {
    case .full, .depth: []
    case .kernel: [.kernel]
    case .width: BlockGene.ofWidth
    }
  }
}

extension BlockGene {
  /// What decides the channels inside a block: all but the kernel.
  static var ofWidth: [BlockGene] { allCases.filter { $0 != .kernel } }
}

extension SearchSpace {
  /// The space with the largest choice of kernel, depth and width alone.
  fileprivate func narrowed() -> SearchSpace {
    var space = self
    for index in space.units.indices {
      space.units[index].depths = units[index].depths.suffix(1)
      for gene in units[index].kind.genes {
        space.units[index][gene] = units[index][gene].suffix(1)
      }
    }
    return space
  }

  /// Takes the largest choices of `space` over, all where `choices` is nil.
  fileprivate mutating func free(
    _ goal: ProgressiveShrinking.Goal, of space: SearchSpace, choices: Int?
  ) {
    for (index, unit) in space.units.enumerated() {
      if goal == .depth { units[index].depths = unit.depths.suffix(choices ?? unit.depths.count) }
      for gene in goal.genes { units[index][gene] = unit[gene].suffix(choices ?? unit[gene].count) }
    }
  }

  /// The number of choices in the unit that has the most.
  fileprivate func longestList(of goal: ProgressiveShrinking.Goal) -> Int {
    let lists = units.flatMap { unit in
      goal.genes.map { unit[$0].count } + (goal == .depth ? [unit.depths.count] : [])
    }
    return lists.max() ?? 1
  }
}
