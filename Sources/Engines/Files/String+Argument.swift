extension String {
  /// Private characters stand for single bytes: this one for 0, the last one there is for 255.
  private static let firstByte: UInt32 = 0x10_FF00

  /// An argument of a command as text from which ``argumentBytes`` gets all its bytes back, also those
  /// that are no UTF-8, which stand there as private characters.
  package init(argument bytes: [UInt8]) {
    var text = UnicodeScalarView()
    bytes.forEachPiece { piece in
      switch piece {
      case .character(let scalar): text.append(scalar)
      case .byte(let byte):
        guard let scalar = Unicode.Scalar(Self.firstByte + UInt32(byte)) else { return }
        text.append(scalar)
      }
    }
    self.init(text)
  }

  /// The bytes of the argument that this text was made from.
  package var argumentBytes: [UInt8] {
    guard unicodeScalars.contains(where: { $0.value >= Self.firstByte }) else { return Array(utf8) }
    return unicodeScalars.flatMap { scalar in
      scalar.value < Self.firstByte
        ? Array(String(scalar).utf8) : [UInt8(truncatingIfNeeded: scalar.value)]
    }
  }

  /// The text for a message: what is no UTF-8 and control characters are escaped.
  package var shownArgument: String { FilePath(argumentBytes).shown }
}
