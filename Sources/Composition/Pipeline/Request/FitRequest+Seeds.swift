import Randomness

extension FitRequest {
  /// What randomness is needed for; a new purpose goes to the end, so that the others keep their seeds.
  enum Purpose: Int {
    case images
    case weights
    case batches
    case subnetworks
    case search
    case recalibration
    case predictor
    case retraining
  }

  /// An independent seed for each purpose, drawn from that of the request or from another one.
  func seed(of purpose: Purpose, from other: UInt64? = nil) -> UInt64 {
    var generator = SeededGenerator(seed: other ?? seed)
    for _ in 0..<purpose.rawValue { _ = generator.next() }
    return generator.next()
  }
}
