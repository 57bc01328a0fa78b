/// How programs use an emitted network, as far as examples show it.
struct EmittedUse: Equatable {
  /// What its files, symbols and macros begin with.
  let name: CodeName
  /// Whether its outputs are classes with names; else they are plain values.
  let hasLabels: Bool
  /// Whether its input is a picture.
  let readsPictures: Bool

  /// The use that a header declares; nil is a network that classifies pictures.
  init(_ name: CodeName, header: String?) {
    self.name = name
    hasLabels = header?.contains(" \(name.text)_label(") ?? true
    readsPictures = header?.contains(" \(name.macro)_COLOUR_ORDER ") ?? true
  }

  /// The beginning of files and symbols.
  var text: String { name.text }

  /// The beginning of macros.
  var macro: String { name.macro }

  /// What a network of this kind does, in a sentence about several.
  var isImageClassifier: Bool { hasLabels && readsPictures }
}
