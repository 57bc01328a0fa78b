import CostModels
import Planning
import Testing

struct FunctionSetTests {
  @Test func `A set holds every function, each apart`() {
    let sets = KernelFunction.allCases.map { FunctionSet($0) }
    #expect(KernelFunction.allCases.count <= FunctionSet.capacity)
    #expect(sets.allSatisfy { !$0.isEmpty })
    #expect(Set(sets.map(\.rawValue)).count == KernelFunction.allCases.count)
  }

  @Test func `The sum over a set is the sum over its functions`() {
    let sums = FunctionSums { 1 << $0.rawValue }
    for number in [0, 1, 0b1010_1010_1100, 0xFFFFF, 0x84210] as [UInt64] {
      #expect(sums[FunctionSet(rawValue: number)] == Int(number))
    }
  }
}
