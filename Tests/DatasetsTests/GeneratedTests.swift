import Datasets
import Graphs
import Testing

struct GeneratedTests {
  private func digest(_ bytes: some Sequence<UInt8>) -> UInt64 {
    // FNV-1a
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  @Test("The same seed draws the same bytes, another seed others")
  func determinism() throws {
    let first = try Dataset.generated(training: 40, test: 20, heldOut: 10, seed: 7)
    let second = try Dataset.generated(training: 40, test: 20, heldOut: 10, seed: 7)
    let other = try Dataset.generated(training: 40, test: 20, heldOut: 10, seed: 8)
    #expect(first == second)
    #expect(first.training.pixels != other.training.pixels)
    #expect(first.test.pixels != other.test.pixels)
  }

  @Test("The bytes are those of every machine and version")
  func pinned() throws {
    let set = try Dataset.generated(training: 20, test: 10, heldOut: 10, seed: 0)
    #expect(digest(set.test.pixels) == 2_385_110_356_884_352_037)
  }

  @Test("More images leave the first ones as they are")
  func prefix() throws {
    let few = try Dataset.generated(training: 20, test: 10, heldOut: 1, seed: 3)
    let many = try Dataset.generated(training: 20, test: 30, heldOut: 1, seed: 3)
    #expect(many.test.subset(0..<10) == few.test)
  }

  @Test("Ten named classes are balanced in every part, and no image is in two parts")
  func balance() throws {
    let set = try Dataset.generated(training: 120, test: 40, heldOut: 30, seed: 1)
    #expect(
      set.classes == [
        "striped triangle", "checked triangle", "striped square", "checked square",
        "striped star", "checked star", "striped cross", "checked cross", "striped ring",
        "checked ring",
      ])
    var seen = Set<[UInt8]>()
    for (part, each) in [(set.training, 9), (set.heldOut, 3), (set.test, 4)] {
      #expect(part.shape == Shape(height: 32, width: 32, channels: 3))
      #expect(part.count == 10 * each)
      for label in 0..<10 { #expect(part.labels.count { $0 == label } == each) }
      for index in 0..<part.count { seen.insert(Array(part.pixels(of: index))) }
    }
    #expect(seen.count == 160)
  }

  @Test("Colour and brightness say little about the class")
  func uninformative() throws {
    let set = try Dataset.generated(training: 310, test: 10, heldOut: 10, seed: 2)
    let channels = 3
    let means = (0..<10).map { label in
      let members = set.training.labels.indices.filter { set.training.labels[$0] == label }
      let pixels = set.training.subset(members).pixels
      return (0..<channels).map { channel in
        let values = stride(from: channel, to: pixels.count, by: channels).map { Int(pixels[$0]) }
        return Double(values.reduce(0, +)) / Double(values.count)
      }
    }
    for channel in 0..<channels {
      let ofClasses = means.map { $0[channel] }
      let spread = (ofClasses.max() ?? 0) - (ofClasses.min() ?? 255)
      #expect(spread < 40)
    }
  }

  @Test("Too few images are an error that names the least number")
  func tooFew() {
    #expect {
      try Dataset.generated(training: 100, test: 9, heldOut: 10, seed: 0)
    } throws: {
      "\($0)" == "The generated set needs at least 10 test images; here they are 9."
    }
    #expect {
      try Dataset.generated(training: 100, test: 10, heldOut: 91, seed: 0)
    } throws: {
      "\($0)"
        == "'--held-out' is 1 to 90 of these 100 training images, as each class keeps one to train "
        + "with; here it is 91. Without the option a sixth is held out."
    }
  }
}
