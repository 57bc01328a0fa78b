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
  /// What the outputs are for.
  package var task: NetworkTask
  /// What is subtracted from an 8-bit value on the scale 0 to 1: per channel, or one for all channels.
  package var mean: [Float]
  /// What it is divided by afterwards, above 0; as many as means.
  package var std: [Float]
  /// The order of the channels; nil where the input is no picture.
  package var colourOrder: ColourOrder?
  /// How pictures become such images; nil emits nothing that reads camera frames.
  package var preprocessing: Preprocessing?

  package init(
    name: String, codeName: CodeName = .standard, task: NetworkTask, mean: [Float],
    std: [Float], colourOrder: ColourOrder?, preprocessing: Preprocessing? = nil
  ) {
    self.name = name
    self.codeName = codeName
    self.task = task
    self.mean = mean
    self.std = std
    self.colourOrder = colourOrder
    self.preprocessing = preprocessing
  }

  /// The description of a network that classifies; names in the order of the outputs.
  package init(
    name: String, codeName: CodeName = .standard, classes: [String], mean: [Float], std: [Float],
    colourOrder: ColourOrder?, preprocessing: Preprocessing? = nil
  ) {
    self.init(
      name: name, codeName: codeName, task: .classes(classes), mean: mean, std: std,
      colourOrder: colourOrder, preprocessing: preprocessing)
  }

  /// The description of a network by what its file says of it.
  package init(name: String, codeName: CodeName = .standard, _ interface: NetworkInterface) {
    let colourOrder: ColourOrder? = interface.preprocessing.map {
      switch $0.colours {
      case .rgb: .rgb
      case .luma: .grey
      }
    }
    self.init(
      name: name, codeName: codeName, task: interface.task, mean: interface.mean,
      std: interface.std, colourOrder: colourOrder, preprocessing: interface.preprocessing)
  }
}
