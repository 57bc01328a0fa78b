import Dispatch

/// The results of many images, computed by up to so many threads; the same for any number.
///
/// - Parameter work: runs once on each thread; it calls `set` for the images that are its own, whose
///   places it gets. What is not set is empty.
func resultsOfImages(
  _ count: Int, threads: Int,
  _ work: @Sendable (_ places: StrideTo<Int>, _ set: (Int, [Int8]) -> Void) -> Void
) -> [[Int8]] {
  let threads = max(1, min(threads, count))
  var results = [[Int8]](repeating: [], count: count)
  results.withUnsafeMutableBufferPointer { buffer in
    // Each thread writes elements of its own.
    nonisolated(unsafe) let results = buffer
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      work(stride(from: thread, to: count, by: threads)) { results[$0] = $1 }
    }
  }
  return results
}

extension ReferenceRunner {
  /// The results for many images, computed by up to so many threads; empty from where it was to stop.
  package func run(
    images: [[Int8]], threads: Int, shouldStop: @Sendable () -> Bool
  ) -> [[Int8]] {
    resultsOfImages(images.count, threads: threads) { places, set in
      for place in places where !shouldStop() { set(place, run(images[place])) }
    }
  }
}
