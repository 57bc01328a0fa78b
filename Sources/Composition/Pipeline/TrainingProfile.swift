import Tensors

/// Where the time of a training goes, operation by operation.
public struct TrainingProfile: Codable, Equatable, Sendable {
  /// One kind of operation in one direction.
  public struct Row: Codable, Equatable, Sendable {
    /// The operation, for example `depthwise 5x5`.
    public var operation: String
    /// `forward` or `backward`.
    public var direction: String
    /// How often it ran.
    public var calls: Int
    /// Seconds of all calls and threads.
    public var seconds: Double
    /// The share of all operations' seconds, 0 to 1.
    public var share: Double
    /// Billions of floating-point operations per second and thread, or nil for what multiplies little.
    public var gflops: Double?
    /// Those as a share of the processor's most, measured before; nil where it is not known.
    public var shareOfPeak: Double?
  }

  /// The rows, the longest first.
  public var rows: [Row]
  /// Seconds of all operations and threads.
  public var seconds: Double
  /// How values were kept.
  public var precision: String
  /// Billions of floating-point operations per second that one thread does at the most.
  public var peakGFLOPS: Double?
}

extension Pipeline {
  /// Notes from now on how long every operation of the float engine takes.
  public func startProfile() { sharedEngine.startProfile() }

  /// What was noted since ``startProfile()``, or nil.
  public var profile: TrainingProfile? {
    engine.profile.map { TrainingProfile($0, precision: engine.precision) }
  }
}

extension TrainingProfile {
  fileprivate init(_ profile: Profile, precision: Engine.Precision) {
    // A multiply-add is two operations.
    let peak = precision.measuredPeak().map { 2e-9 * $0 }
    let rows = profile.rows.map { row in
      let speed = row.macs > 0 ? 2e-9 * Double(row.macs) / row.seconds : nil
      return Row(
        operation: row.operation, direction: row.direction.rawValue, calls: row.calls,
        seconds: row.seconds, share: row.seconds / max(profile.seconds, .leastNonzeroMagnitude),
        gflops: speed, shareOfPeak: speed.flatMap { speed in peak.map { speed / $0 } })
    }
    self.init(
      rows: rows, seconds: profile.seconds, precision: precision.rawValue, peakGFLOPS: peak)
  }
}
