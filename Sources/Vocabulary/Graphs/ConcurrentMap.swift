import Dispatch

extension RandomAccessCollection where Self: Sendable, Index == Int {
  /// What `transform` makes of each element, in the order of the elements; several at a time.
  ///
  /// - Parameter threads: how many at the most; nil is as many as the processor has.
  /// - Throws: what `transform` throws of the first element for which it does; after an error no further
  ///   element is begun.
  package func concurrentMap<Result: Sendable>(
    threads: Int? = nil, _ transform: @Sendable (Element) throws -> Result
  ) throws -> [Result] {
    let results = Locked([Index: Swift.Result<Result, any Error>]())
    let next = Locked(startIndex)
    DispatchQueue.concurrentPerform(iterations: Swift.min(threads ?? count, count)) { _ in
      while true {
        let index = next.withLock { index -> Int? in
          guard index < endIndex else { return nil }
          defer { index += 1 }
          return index
        }
        guard let index else { return }
        let result = Swift.Result { try transform(self[index]) }
        results.withLock { $0[index] = result }
        if case .failure = result { next.withLock { $0 = endIndex } }
      }
    }
    return try results.withLock { results in
      try indices.compactMap { try results[$0]?.get() }
    }
  }
}
