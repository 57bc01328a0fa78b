/// A file of weights that cannot be read or written; the sentence says where and what was found.
public enum SafetensorsError: Error, Equatable, CustomStringConvertible {
  /// The file system refuses to read.
  case unreadable(file: String, reason: String)
  /// The file system refuses to write.
  case unwritable(file: String, reason: String)
  /// The file ends inside a part; `needed` and `found` are bytes of the whole file.
  case truncated(file: String, part: String, needed: Int, found: Int)
  /// The file goes on behind the last tensor.
  case surplus(file: String, needed: Int, found: Int)
  /// The header is no JSON (no place), or a field of it is wrong.
  case header(file: String, place: String, fault: String)
  /// The values of a tensor are not 32-bit floats.
  case type(file: String, tensor: String, found: String)
  /// The bytes of a tensor are no range.
  case offsets(file: String, tensor: String, found: [Int])
  /// The bytes of a tensor do not begin where those of the previous one end.
  case gap(file: String, tensor: String, expected: Int, found: Int)
  /// The shape of a tensor and its bytes disagree.
  case shape(file: String, tensor: String, shape: [Int], found: Int)

  /// One or two sentences: where, what was expected, what was found and what to do.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "'\(file)' cannot be read: \(reason)"
    case .unwritable(let file, let reason):
      "'\(file)' cannot be written: \(reason)"
    case .truncated(let file, let part, let needed, let found):
      "'\(file)' ends inside \(part): up to there it needs \(needed) bytes, and it has \(found); "
        + "was it cut short?"
    case .surplus(let file, let needed, let found):
      "'\(file)' holds \(needed) bytes up to the end of its last tensor, but has \(found)."
    case .header(let file, "", _):
      "The header of '\(file)' is not the JSON of a safetensors file."
    case .header(let file, let place, let fault):
      "In the header of '\(file)', '\(place)' \(fault)."
    case .type(let file, let tensor, let found):
      "Tensor '\(tensor)' of '\(file)' has the type \(found); only F32 is read. "
        + "Convert it to 32-bit floats first."
    case .offsets(let file, let tensor, let found):
      "Tensor '\(tensor)' of '\(file)' has the data_offsets \(found); they are [begin, end]."
    case .gap(let file, let tensor, let expected, let found):
      "Tensor '\(tensor)' of '\(file)' begins at byte \(found) of the values; "
        + "the tensors before it end at byte \(expected)."
    case .shape(let file, let tensor, let shape, let found):
      "Tensor '\(tensor)' of '\(file)' has the shape \(shape), which \(found) bytes do not fill."
    }
  }
}
