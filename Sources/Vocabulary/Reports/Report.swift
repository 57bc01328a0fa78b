public import Devices
public import Graphs

/// What a run found: one row per device, every measured candidate, and the command that repeats it.
public struct Report: Codable, Equatable, Sendable {
  /// The heading, for example `Generated images on three devices`.
  public var title: String
  /// The command that repeats every number.
  public var command: String
  /// What decided the result, in the order of reading: data, seed, epochs.
  public var conditions: [Condition]
  /// One row per device, in the order of the request.
  public var rows: [Row]
  /// Every candidate whose accuracy was measured.
  public var candidates: [Candidate]
  /// How the training went, or nil where that is not known.
  public var learning: Learning?
  /// What one must know to read the table, in sentences; nil is nothing.
  public var notes: [String]?
  /// What the scores are; nil is the accuracy.
  public var measure: Score?

  /// What the scores are.
  var score: Score { measure ?? .accuracy }

  /// A report.
  public init(
    title: String, command: String, conditions: [Condition] = [], rows: [Row],
    candidates: [Candidate] = [], learning: Learning? = nil, notes: [String]? = nil,
    measure: Score? = nil
  ) {
    self.title = title
    self.command = command
    self.conditions = conditions
    self.rows = rows
    self.candidates = candidates
    self.learning = learning
    self.notes = notes
    self.measure = measure
  }
}

extension Report {
  /// A circumstance of the run, for example `Seed` and `0`.
  public struct Condition: Codable, Equatable, Sendable {
    /// What is stated.
    public var name: String
    /// Its value with the unit.
    public var value: String

    /// A circumstance.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The network of one device; what no step has found yet is nil and shown as a dash.
  public struct Row: Equatable, Sendable {
    /// The title of the device, for example `STM32F746`.
    public var device: String
    /// The sub-network in its short form.
    public var architecture: String
    /// The score of the network in floating point on the test images, 0 to 1: the share that it
    /// classifies rightly, or what the report's measure says.
    public var floatAccuracy: Quantity?
    /// The same of the integer network.
    public var integerAccuracy: Quantity?
    /// The same with 8 bits everywhere, where the integer network has fewer.
    public var eightBitAccuracy: Quantity?
    /// What the accuracy of the integer network is worth; nil where there are many test images.
    public var interval: AccuracyInterval?
    /// What the network needs of the device, as far as it is known.
    public var cost: Cost
    /// What the budget allows of the device's memories; a memory without a limit is free.
    public var budget: Budget
    /// Instructions for one image.
    public var instructions: Quantity?
    /// What the emulated device answered, for example `100 images equal`.
    public var verified: String?
    /// What the bytes of the linked image are for; empty where nothing is linked.
    public var memory: [MemoryPart]
    /// The bits of the network; nil where they are 8 everywhere.
    public var bits: BitTable?
    /// The nearest miss, where no network fits the device.
    public var unserved: String?

    /// A row of which nothing but this is known yet.
    public init(
      device: String, architecture: String, cost: Cost = Cost(), budget: Budget = Budget()
    ) {
      self.device = device
      self.architecture = architecture
      self.cost = cost
      self.budget = budget
      memory = []
    }
  }

  /// Bytes of a linked image that serve one purpose.
  public struct MemoryPart: Codable, Equatable, Sendable {
    /// Which memory.
    public enum Kind: String, Codable, Sendable, CaseIterable {
      /// Read-only bytes.
      case flash = "Flash"
      /// Read-write bytes.
      case ram = "RAM"
    }

    /// Which memory.
    public var kind: Kind
    /// The purpose, for example `arena`.
    public var name: String
    /// Bytes in the linked image.
    public var bytes: Int
    /// Bytes that were planned, or nil where only the linker knows.
    public var plannedBytes: Int?

    /// A part.
    public init(_ kind: Kind, _ name: String, bytes: Int, plannedBytes: Int? = nil) {
      self.kind = kind
      self.name = name
      self.bytes = bytes
      self.plannedBytes = plannedBytes
    }
  }

  /// A sub-network whose accuracy was measured, as a point of the picture.
  public struct Candidate: Codable, Equatable, Sendable {
    /// Multiply-adds for one image.
    public var macs: Int
    /// The share of held-out images that it classifies rightly, 0 to 1.
    public var accuracy: Double
    /// The titles of the devices that it was chosen for.
    public var winnerOf: [String]

    /// A point.
    public init(macs: Int, accuracy: Double, winnerOf: [String] = []) {
      self.macs = macs
      self.accuracy = accuracy
      self.winnerOf = winnerOf
    }
  }
}
