public import Graphs
import Randomness

/// The built-in sets, each drawn from a seed for networks that read inputs of its shape.
public enum GeneratedSet: String, CaseIterable, Codable, Sendable {
  /// Figures before clutter: 32 × 32 pixels in colour, 10 classes.
  case images
  /// Patterns of sound in noise: 49 frames of 10 frequency bands, 12 classes.
  case spectrograms
  /// The hum of a machine: 5 frames of 128 frequency bands as one vector, to be rebuilt.
  case spectra

  /// The set for networks that read this shape, or nil where there is none; images are resampled for
  /// every network that reads colour images.
  public init?(for shape: Shape) {
    let exact = Self.allCases.first { $0.shape == shape }
    guard let set = exact ?? (shape.isColourImage ? .images : nil) else { return nil }
    self = set
  }

  /// The shape of one input.
  public var shape: Shape {
    switch self {
    case .images: GeneratedImages.shape
    case .spectrograms: GeneratedSpectrograms.shape
    case .spectra: GeneratedSpectra.shape
    }
  }

  /// What networks are to make of the inputs.
  public var task: NetworkTask {
    switch self {
    case .images: .classes(GeneratedImages.classes)
    case .spectrograms: .classes(GeneratedSpectrograms.classes)
    case .spectra: .values
    }
  }

  /// Random changes that leave an input what it is; sounds are no pictures and have none.
  var augmentation: Augmentation {
    switch self {
    case .images: GeneratedImages.augmentation
    case .spectrograms, .spectra: .none
    }
  }

  /// The name of the set in records.
  var name: String {
    switch self {
    case .images: "generated"
    case .spectrograms, .spectra: "generated \(rawValue)"
    }
  }

  /// The bytes of one input.
  ///
  /// - Parameter label: its class; 0 where there are none.
  func bytes(of label: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    switch self {
    case .images: GeneratedImages.image(of: label, &generator)
    case .spectrograms: GeneratedSpectrograms.spectrogram(of: label, &generator)
    case .spectra: GeneratedSpectra.spectrum(&generator)
    }
  }
}

extension Shape {
  /// Whether a colour image of any size can be resampled to this shape.
  fileprivate var isColourImage: Bool { channels == 3 && area > 1 }
}
