import Foundation
import Graphs

/// The JSON in front of the values of a safetensors file.
struct SafetensorsHeader: Codable {
  /// Where the values of one tensor are.
  struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    /// `[begin, end)` in bytes, counted from the end of the header.
    var offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype
      case shape
      case offsets = "data_offsets"
    }
  }

  private struct Name: CodingKey {
    static let metadata = Name(stringValue: "__metadata__")
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  var entries: [String: Entry] = [:]
  var metadata: [String: String]

  init(describing weights: Weights, metadata: [String: String]) {
    self.metadata = metadata
    var begin = 0
    for name in weights.names {
      guard let tensor = weights[name] else { continue }
      let end = begin + 4 * tensor.values.count
      entries[name] = Entry(dtype: "F32", shape: tensor.shape, offsets: [begin, end])
      begin = end
    }
  }

  /// Reads the JSON; throws where it is not a header.
  init(_ json: Data, file: String) throws(SafetensorsError) {
    do {
      self = try JSONDecoder().decode(Self.self, from: json)
    } catch DecodingError.keyNotFound(let key, let context) {
      throw .header(file: file, place: Self.place(context.codingPath + [key]), fault: "is missing")
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context)
    {
      throw .header(
        file: file, place: Self.place(context.codingPath), fault: "has the wrong type")
    } catch {
      throw .header(file: file, place: "", fault: "")
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    metadata =
      container.contains(.metadata)
      ? try container.decode([String: String].self, forKey: .metadata) : [:]
    for key in container.allKeys where key.stringValue != Name.metadata.stringValue {
      entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    if !metadata.isEmpty { try container.encode(metadata, forKey: .metadata) }
    for (name, entry) in entries { try container.encode(entry, forKey: Name(stringValue: name)) }
  }

  /// The JSON with sorted keys, so that the same weights give the same bytes, and with spaces up
  /// to a multiple of 8 bytes.
  var padded: Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts and whole numbers always encode.
    guard var json = try? encoder.encode(self) else { fatalError("the header does not encode") }
    json.append(contentsOf: repeatElement(0x20, count: (8 - json.count % 8) % 8))
    return json
  }

  /// The entries in the order of their bytes.
  var inFileOrder: [(String, Entry)] {
    entries.sorted { ($0.value.offsets.first ?? 0, $0.key) < ($1.value.offsets.first ?? 0, $1.key) }
      .map { ($0.key, $0.value) }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "/")
  }
}

extension SafetensorsHeader.Entry {
  /// The bytes of the tensor, which must follow those of the previous one and fill the shape.
  func checkedBytes(of name: String, after end: Int, in file: String) throws(SafetensorsError)
    -> Range<Int>
  {
    guard dtype == "F32" else { throw .type(file: file, tensor: name, found: dtype) }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw .offsets(file: file, tensor: name, found: offsets)
    }
    guard offsets[0] == end else {
      throw .gap(file: file, tensor: name, expected: end, found: offsets[0])
    }
    guard ([4] + shape).productOfDimensions == offsets[1] - offsets[0] else {
      throw .shape(file: file, tensor: name, shape: shape, found: offsets[1] - offsets[0])
    }
    return offsets[0]..<offsets[1]
  }
}
