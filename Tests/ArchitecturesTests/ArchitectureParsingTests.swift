import Architectures
import Randomness
import Testing

struct ArchitectureParsingTests {
  @Test("What a description writes is read back")
  func roundTrip() throws {
    var generator = SeededGenerator(seed: 3)
    for space in [SearchSpace.mobile32(), .mobile32Large()] {
      for _ in 0..<20 {
        let architecture = space.random(using: &generator)
        #expect(try Architecture(parsing: "\(architecture)") == architecture)
      }
    }
    #expect(
      try Architecture(parsing: "  r24 k3e2,k5e3  k7e4 ")
        == Architecture(
          resolution: 24,
          units: [
            [.init(kernel: 3, expandRatio: 2), .init(kernel: 5, expandRatio: 3)],
            [.init(kernel: 7, expandRatio: 4)],
          ]))
  }

  @Test(
    "What is no architecture is told with its place",
    arguments: [
      ("", "begins with ''"), ("k3e2", "begins with 'k3e2'"), ("r k3e2", "begins with 'r'"),
      ("r+8 k3e2", "begins with 'r+8'"), ("r0 k3e2", "begins with 'r0'"),
      ("r99999999999999999999 k3e2", "begins with 'r9"),
      ("r24", "no units behind its resolution"), ("r24 k3e2,", "Block 2 of unit 1"),
      ("r24 k3e2 k3,k5e2", "Block 1 of unit 2 of the architecture is 'k3'"),
      ("r24 k3e-2", "'k3e-2'"), ("r24 k3e2e3", "'k3e2e3'"), ("r24 e3k2", "'e3k2'"),
      ("r24 k٣e2", "Block 1 of unit 1"),
    ])
  func faults(text: String, part: String) {
    #expect {
      try Architecture(parsing: text)
    } throws: {
      "\($0)".contains(part) && "\($0)".hasSuffix("'r24 k3e2,k5e3 k7e4'.")
    }
  }
}
