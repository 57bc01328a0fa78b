package import Graphs

/// What a program must know of a network beside its layers: what goes in and what comes out.
package struct ModelDescription: Equatable, Sendable {
  /// The order of an image's channels.
  package enum ColourOrder: String, Sendable {
    /// Red, green, blue.
    case rgb = "RGB"
    /// One channel of brightness.
    case grey = "grey"
  }

  /// The name of the network, for comments.
  package var name: String
  /// What files, symbols and macros begin with.
  package var codeName: CodeName
  /// The names of the classes in the order of the outputs.
  package var classes: [String]
  /// What is subtracted from a pixel on the scale 0 to 1, per channel.
  package var mean: [Float]
  /// What a pixel is divided by afterwards, per channel, above 0.
  package var std: [Float]
  /// The order of the channels.
  package var colourOrder: ColourOrder
  /// How pictures become such images; nil emits nothing that reads camera frames.
  package var preprocessing: Preprocessing?

  package init(
    name: String, codeName: CodeName = .standard, classes: [String], mean: [Float], std: [Float],
    colourOrder: ColourOrder, preprocessing: Preprocessing? = nil
  ) {
    self.name = name
    self.codeName = codeName
    self.classes = classes
    self.mean = mean
    self.std = std
    self.colourOrder = colourOrder
    self.preprocessing = preprocessing
  }
}
