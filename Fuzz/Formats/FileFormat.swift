/// A format of files that Thimble reads and that others may have written or damaged.
package enum FileFormat: String, CaseIterable, Sendable {
  /// Records of one label and 32 × 32 pixels.
  case cifar10
  /// Records of two labels and 32 × 32 pixels.
  case cifar100
  /// Images of MNIST.
  case idxImages = "idx-images"
  /// Labels of MNIST.
  case idxLabels = "idx-labels"
  case jpeg
  case png
  /// Binary PPM and PGM.
  case pixmap
  /// The images of a folder as a run keeps them.
  case imageCache = "image-cache"
  /// Weights and checkpoints.
  case safetensors
  /// A device as JSON.
  case device
  /// A fleet as JSON.
  case fleet
  /// Measured latencies as JSON.
  case latencyTable = "latency-table"
  /// A search space as JSON.
  case space
  /// A network in floating point of a run folder as JSON.
  case floatGraph = "float-graph"
  /// The integer network of a run folder: JSON with base64 texts.
  case integerGraph = "integer-graph"
  /// The other records of a run folder as JSON.
  case records
  /// The list of emitted files in a folder, as JSON.
  case emission
  /// Linked firmware.
  case elf

  /// The formats that this build reads.
  package static var readable: [FileFormat] {
    #if Images
    allCases
    #else
    allCases.filter { $0 != .jpeg && $0 != .png }
    #endif
  }

  /// Whether the bytes are a text with numbers in decimal.
  var isText: Bool {
    switch self {
    case .pixmap, .device, .fleet, .latencyTable, .space, .floatGraph, .integerGraph, .records,
      .emission:
      true
    case .cifar10, .cifar100, .idxImages, .idxLabels, .jpeg, .png, .imageCache, .safetensors, .elf:
      false
    }
  }
}
