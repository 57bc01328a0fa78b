import Devices
import Search

extension [SearchTarget] {
  /// Why not even the smallest network fits a device, by the names of the devices that hold none.
  func misses(for request: FitRequest) throws -> [String: any Error] {
    var misses: [String: any Error] = [:]
    for target in self {
      do {
        try target.requireFit(for: request)
      } catch  where error.isMiss {
        misses[target.device] = error
      }
    }
    return misses
  }
}

extension SearchTarget {
  /// Throws `SearchError` where not even the smallest network of the run's space fits, however few its
  /// bits.
  func requireFit(for request: FitRequest) throws {
    // Bits decide what fits; the largest budget gives the nearest miss.
    let factors = request.quantization.bits == .eight ? [1] : FinalistStep.memoryFactors
    let targets = factors.map { withMemory(times: $0) }
    if targets.contains(where: { (try? $0.requireFit()) != nil }) { return }
    try targets.last?.requireFit()
  }
}
