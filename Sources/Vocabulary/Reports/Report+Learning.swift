extension Report {
  /// How a training went, step by step, as `curve.csv` keeps it.
  public struct Learning: Codable, Equatable, Sendable {
    /// The state after some steps.
    public struct Point: Codable, Equatable, Sendable {
      /// The finished steps of all phases.
      public var step: Int
      /// The name of the phase.
      public var phase: String
      /// Seconds of work so far.
      public var seconds: Double
      /// The loss of the step.
      public var loss: Double
      /// The held-out accuracy of the largest network, or of the only one, 0 to 1; nil where it was not
      /// measured.
      public var largestAccuracy: Double?
      /// The same of the smallest network.
      public var smallestAccuracy: Double?

      /// A point.
      public init(
        step: Int, phase: String, seconds: Double, loss: Double, largestAccuracy: Double? = nil,
        smallestAccuracy: Double? = nil
      ) {
        self.step = step
        self.phase = phase
        self.seconds = seconds
        self.loss = loss
        self.largestAccuracy = largestAccuracy
        self.smallestAccuracy = smallestAccuracy
      }
    }

    /// The points in the order of the steps.
    public var points: [Point]

    /// A training.
    public init(points: [Point]) {
      self.points = points
    }

    /// The phases in order, each with the step behind which it begins.
    var phases: [(name: String, start: Int)] {
      var phases: [(name: String, start: Int)] = []
      var last = 0
      for point in points {
        if phases.last?.name != point.phase { phases.append((point.phase, last)) }
        last = point.step
      }
      return phases
    }
  }
}
