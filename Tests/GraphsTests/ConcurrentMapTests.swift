import Graphs
import Testing

struct ConcurrentMapTests {
  private struct Odd: Error, Equatable { var number: Int }

  @Test(arguments: [nil, 1, 2, 7])
  func `Results are in the order of the elements`(threads: Int?) throws {
    let squares = try Array(0..<100).concurrentMap(threads: threads) { $0 * $0 }
    #expect(squares == (0..<100).map { $0 * $0 })
    #expect(try [Int]().concurrentMap(threads: threads) { $0 }.isEmpty)
    #expect(try (5..<8).concurrentMap(threads: threads) { $0 } == [5, 6, 7])
  }

  @Test func `The first error is thrown, and nothing is begun behind it`() {
    let begun = Locked(0)
    #expect(throws: Odd(number: 3)) {
      try Array(0..<100).concurrentMap(threads: 1) { number in
        begun.withLock { $0 += 1 }
        if number % 2 == 1, number > 2 { throw Odd(number: number) }
      }
    }
    #expect(begun.withLock { $0 } == 4)
  }
}
