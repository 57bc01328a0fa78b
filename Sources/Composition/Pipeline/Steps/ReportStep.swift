import Devices
import Execution
import Graphs
import Reports
import Tensors

/// What the steps have found of a device's network so far.
struct DeviceFindings {
  /// Its bits, where they were chosen.
  var bits: BitRecord?
  /// Its accuracies.
  var accuracy: AccuracyRecord?
  /// What the emulated device answered.
  var verdict: Verdict?
  /// The integer network, where it was proved.
  var graph: IntegerGraph?
  /// What goes into it and comes out, where it was proved.
  var interface: NetworkInterface?
}

/// Joins what the steps of a run have found into a report; what no step has found yet is left open.
struct ReportStep {
  /// What the run was asked for.
  let request: FitRequest
  /// The command that repeats the run.
  let command: String
  /// What is known of the images.
  let data: DataRecord
  /// What the search found; nil where the run has none.
  let search: SearchRecord?
  /// What is known of the network of each device, by its name.
  let findings: [String: DeviceFindings]
  /// The devices that no network fits.
  let unserved: [UnservedDevice]
  /// The course of the training, or nil.
  let learning: Report.Learning?
  /// Seconds that each step has worked, by its verb.
  let times: [String: Double]
  /// How values between operations were kept.
  let precision: Engine.Precision

  /// The report.
  func run() -> Report {
    let reasons = Dictionary(
      unserved.map { ($0.device, $0.reason) }, uniquingKeysWith: { $1 })
    let count = request.devices.count
    let title = request.data.title
    return Report(
      title: title.prefix(1).uppercased() + title.dropFirst()
        + " on \(count) device\(count == 1 ? "" : "s")",
      command: command, conditions: conditions,
      rows: request.devices.map { device in
        reasons[device.name].map { row(of: device, unserved: $0) }
          ?? row(of: device, findings[device.name] ?? DeviceFindings())
      },
      candidates: (search?.measured ?? []).map { candidate in
        Report.Candidate(
          macs: candidate.macs, accuracy: candidate.accuracy,
          winnerOf: request.devices
            .filter { search?.winners[$0.name] == candidate.architecture }.map(\.title))
      },
      learning: learning, notes: notes,
      measure: data.task.score == .accuracy ? nil : data.task.score)
  }

  /// What one must know to read the accuracies, or nil.
  private var notes: [String]? {
    let score = data.task.score
    let few = score == .accuracy ? AccuracyInterval.note(testImages: data.testImages) : nil
    let notes = [score.note, few, data.untestedNote].compactMap(\.self)
    return notes.isEmpty ? nil : notes
  }

  /// The row of a device that no network fits.
  private func row(of device: Device, unserved reason: String) -> Report.Row {
    var row = Report.Row(
      device: device.title, architecture: reason, budget: request.budget(for: device).memories)
    row.verified = "not served"
    row.unserved = reason
    return row
  }

  /// A row with everything that is known of a device's network so far.
  private func row(of device: Device, _ findings: DeviceFindings) -> Report.Row {
    var row = Report.Row(
      device: device.title,
      architecture: search?.winners[device.name].map { "\($0)" } ?? request.source.title,
      budget: request.budget(for: device).memories)
    row.bits = findings.bits?.table
    if let cost = findings.bits?.cost ?? search?.costs[device.name] {
      row.cost = cost
      // What is counted is exact, whatever else a cost model estimates.
      for resource in Resource.allCases where resource.description.isCounted {
        row.cost[resource]?.provenance = .measured
      }
    }
    if let accuracy = findings.accuracy {
      row.floatAccuracy = Quantity(accuracy.float, .measured)
      row.integerAccuracy = Quantity(accuracy.integer, .measured)
      row.eightBitAccuracy = accuracy.eightBits.map { Quantity($0, .measured) }
      row.interval = accuracy.interval
    }
    if let verdict = findings.verdict {
      let noun = findings.interface?.noun ?? "images"
      let images = "\(verdict.images) \(verdict.images == 1 ? String(noun.dropLast()) : noun) equal"
      row.verified = verdict.machine == nil ? "\(images), host only" : images
      row.instructions = verdict.instructions.map { Quantity(Double($0), .measured) }
      if let footprint = verdict.footprint {
        row.cost.replace(by: footprint.cost)
        row.memory =
          findings.graph.map {
            footprint.parts(of: $0, tables: findings.interface?.mean.count ?? 0)
          } ?? []
      }
    }
    return row
  }

  /// What decided the numbers, in the order of reading.
  private var conditions: [Report.Condition] {
    let verdicts = request.devices.compactMap { findings[$0.name]?.verdict }
    let (plan, training) = (request.search, request.training)
    var rate = "\(training.optimizer.title), learning rate \(training.learningRate)"
    if precision == .bfloat16 { rate += ", bfloat16" }
    if training.averageDecay != nil { rate += ", averaged weights" }
    var conditions = [
      Report.Condition(
        "Data",
        "\(data.name): \(grouped(data.trainingImages)) training, \(grouped(data.heldOutImages)) "
          + "held-out and \(grouped(data.testImages)) test \(data.noun) of \(data.shape)"),
      request.source.condition,
    ]
    if request.source.knowsTraining {
      conditions.append(
        .init(
          "Training",
          "\(training.epochs) epoch\(training.epochs == 1 ? "" : "s"), "
            + "\(training.batch) \(data.noun) per step, \(rate)"))
    }
    if let search {
      conditions.append(
        .init(
          "Search",
          "\(search.measured.count) candidates, each recalibrated on "
            + "\(grouped(min(plan.recalibrationImages, data.trainingImages))) and measured on "
            + "\(grouped(data.heldOutImages)) images"))
    }
    if request.quantization != QuantizationPlan() {
      conditions.append(.init("Quantization", request.quantization.summary))
    }
    conditions.append(.init("Seed", "\(request.seed)"))
    if let latencies = request.latencies {
      conditions.append(
        .init("Time", "sums of measured blocks: \(latencies.name), \(latencies.file)"))
    }
    let worked = RunStep.allCases.compactMap { step in
      times[step.rawValue].map { "\(step.rawValue) \(Int($0.rounded())) s" }
    }
    if !worked.isEmpty {
      let threads = "\(request.threads) thread\(request.threads == 1 ? "" : "s")"
      conditions.append(.init("Work", "\(worked.joined(separator: ", ")) on \(threads)"))
    }
    for verdict in verdicts {
      guard let reason = verdict.hostOnlyReason else { continue }
      let title = request.devices.first { $0.name == verdict.device }?.title ?? verdict.device
      conditions.append(.init("Host only", "\(title). \(reason)"))
    }
    var known: Set<String> = []
    let tools = verdicts.flatMap(\.tools).map(\.withoutAddress).filter { known.insert($0).inserted }
    if !tools.isEmpty { conditions.append(.init("Tools", tools.joined(separator: "; "))) }
    return conditions
  }
}
