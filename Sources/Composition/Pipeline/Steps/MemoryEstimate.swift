import Reports

/// What a step is expected to take of the memory at the most, in bytes.
///
/// Numbers are floats, as a request may ask for more than integers hold.
struct MemoryEstimate: Equatable, Sendable {
  /// One thing that takes memory.
  struct Part: Equatable, Sendable {
    /// What it is, for example "2 threads with the values of 32 images each".
    var title: String
    /// Its bytes.
    var bytes: Double
  }

  /// The parts, besides the program itself.
  var parts: [Part]

  /// What a step takes that computes nothing.
  static let nothing = MemoryEstimate(parts: [])

  /// The program, its libraries and the kernels that are compiled for a network.
  static let processBytes = 64.0 * 1024 * 1024

  /// The bytes of all parts and of the program.
  var bytes: Double { parts.reduce(Self.processBytes) { $0 + $1.bytes } }

  /// The two largest parts in words, for example "1.2 GiB for the images, 0.3 GiB for the weights".
  var summary: String {
    parts.sorted { $0.bytes > $1.bytes }.prefix(2)
      .map { "\(memory($0.bytes)) for \($0.title)" }.joined(separator: ", ")
  }
}

/// Bytes as whole MiB, or with a decimal place in the unit of which there are fewer than 1,024.
func memory(_ bytes: Double) -> String {
  var amount = bytes / 0x1p20
  if amount < 1024 { return "\(decimal(amount.rounded(.up), 0)) MiB" }
  var unit = "MiB"
  for larger in ["GiB", "TiB", "PiB", "EiB"] where amount >= 1024 {
    amount /= 1024
    unit = larger
  }
  return "\(decimal(amount, 1)) \(unit)"
}
