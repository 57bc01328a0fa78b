import Graphs
import Testing

/// The format of packed values.
struct PackingTests {
  @Test("The first value of a byte is at its little end, and the rest of the last byte is 0")
  func format() {
    // 1, −2 and 7 are 0001, 1110 and 0111.
    #expect(Precision.bits4.packed([1, -2, 7]) == [Int8(bitPattern: 0b1110_0001), 0b0111])
    // 1, −1, 0, −2 and 1 are 01, 11, 00, 10 and 01.
    #expect(Precision.bits2.packed([1, -1, 0, -2, 1]) == [Int8(bitPattern: 0b1000_1101), 0b01])
    #expect(Precision.bits8.packed([1, -128]) == [1, -128])
  }

  @Test("Unpacked values are those that were packed", arguments: Precision.allCases)
  func inverse(precision: Precision) {
    let all = (precision.minimum...precision.maximum).map { Int8($0) }
    for count in 0...min(all.count, 17) {
      let values = Array((all + all.reversed()).prefix(count))
      let bytes = precision.packed(values)
      #expect(bytes.count == precision.byteCount(of: count))
      #expect(precision.unpacked(bytes, count: count) == values)
    }
  }
}
