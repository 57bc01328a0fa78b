import CTensorKernels
import Testing

/// The instruction sets that vector kernels are written for, by their numbers.
struct InstructionSets {
  static let all = [0, 1, 2, 3]

  /// Those of this processor; the last one stores values in 16 bits.
  static let present = all.filter { tensor_kernels_of(Int32($0)) != nil }

  /// Skipped where other tests leave a set out.
  @Test(
    .enabled(
      if: present == all,
      "of the instruction sets \(all), this processor has and tests compare only \(present)"))
  func `Each instruction set has kernels of its own`() {
    #expect(Set(Self.all.map { tensor_kernels_of(Int32($0)) }).count == Self.all.count)
  }
}
