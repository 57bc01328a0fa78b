import Datasets
import Graphs
import Tensors
import Testing

/// The built-in sets of spectrograms and spectra.
struct GeneratedSoundTests {
  @Test(arguments: [GeneratedSet.spectrograms, .spectra])
  func `the same seed draws the same bytes, and more inputs keep the first ones`(
    set: GeneratedSet
  ) throws {
    let first = try Dataset.generated(set, training: 60, test: 24, heldOut: 12, seed: 7)
    #expect(try first == Dataset.generated(set, training: 60, test: 24, heldOut: 12, seed: 7))
    let other = try Dataset.generated(set, training: 60, test: 24, heldOut: 12, seed: 8)
    #expect(first.test.pixels != other.test.pixels)
    let more = try Dataset.generated(set, training: 60, test: 48, heldOut: 12, seed: 7)
    #expect(more.test.subset(0..<24) == first.test)
    #expect(first.training.shape == set.shape && first.augmentation == .none)
    #expect(first.task == set.task)
  }

  @Test func `the bytes are those of every machine and version`() throws {
    func digest(_ set: GeneratedSet) throws -> UInt64 {
      // FNV-1a
      try Dataset.generated(set, training: 24, test: 12, heldOut: 12, seed: 0).test.pixels
        .reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
    let (spectrograms, spectra) = (try digest(.spectrograms), try digest(.spectra))
    #expect(spectrograms == 2_029_416_298_676_450_698)
    #expect(spectra == 6_104_245_526_073_317_347)
  }

  @Test func `twelve patterns are balanced, and loudness alone says little`() throws {
    let set = try Dataset.generated(.spectrograms, training: 480, test: 12, heldOut: 12, seed: 1)
    #expect(set.classes.count == 12 && set.classes.contains("double click"))
    let means = (0..<12).map { label in
      let members = set.training.labels.indices.filter { set.training.labels[$0] == label }
      #expect(members.count == 39)
      let pixels = set.training.subset(members).pixels
      return Double(pixels.reduce(0) { $0 + Int($1) }) / Double(pixels.count)
    }
    #expect((means.max() ?? 0) - (means.min() ?? 255) < 30)
  }

  @Test func `spectra have no classes, share a normalization and lie in the range of bytes`() throws
  {
    let set = try Dataset.generated(.spectra, training: 60, test: 10, heldOut: 10, seed: 2)
    #expect(set.task == .values && set.classes.isEmpty && set.untestedClasses.isEmpty)
    #expect(set.normalization.mean.count == 1)
    let batch = set.training.batch(of: 0..<50, set.normalization)
    let mean = batch.images.reduce(0, +) / Float(batch.images.count)
    let square = batch.images.reduce(0) { $0 + $1 * $1 } / Float(batch.images.count)
    #expect(abs(mean) < 0.01 && abs(square - 1) < 0.01)
    #expect(set.training.pixels.count { $0 == 0 || $0 == 255 } < set.training.pixels.count / 50)
  }

  @Test func `a set is found by the shape of an input, images by their colours`() {
    #expect(GeneratedSet(for: Shape(height: 49, width: 10, channels: 1)) == .spectrograms)
    #expect(GeneratedSet(for: Shape(features: 640)) == .spectra)
    #expect(GeneratedSet(for: Shape(height: 96, width: 64, channels: 3)) == .images)
    #expect(GeneratedSet(for: Shape(height: 20, width: 10, channels: 2)) == nil)
    #expect(GeneratedSet(for: Shape(features: 3)) == nil)
  }

  @Test func `images are resampled to rectangles, axis by axis`() {
    let images = ImageSet(
      shape: Shape(height: 2, width: 4, channels: 1), pixels: [0, 0, 8, 8, 16, 16, 24, 24],
      labels: [0])
    let narrow = images.resized(to: Size(height: 2, width: 2))
    #expect(narrow.shape == Shape(height: 2, width: 2, channels: 1))
    #expect(narrow.resized(to: Size(height: 2, width: 2)) == narrow)
    #expect(images.resized(to: Size(height: 4, width: 4)).count == 1)
  }
}
