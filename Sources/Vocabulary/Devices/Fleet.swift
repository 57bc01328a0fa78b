public import Foundation
import Graphs

/// Many devices to serve from one training, each with limits of its own.
///
/// As JSON a fleet is an array of entries. `device` names a built-in device or the file of one; `name` and
/// `title` distinguish entries for the same device; the limits of its network are named as
/// ``Resource/Description/limitKey`` says, those of memories in bytes or with a suffix. All but `device`
/// may be absent:
///
///     [
///       { "device": "stm32f746" },
///       { "device": "stm32f401", "name": "door", "ram": "48 KiB", "milliseconds": 120 }
///     ]
public struct Fleet: Equatable, Sendable {
  /// The devices in the order of the file; their names differ.
  public var devices: [Device]
  /// The limits of the entries that have any, by the name of the device.
  public var budgets: [String: Budget]

  /// Reads a fleet; errors name `file` and the field.
  ///
  /// - Parameters:
  ///   - json: the list of entries.
  ///   - file: what errors call it.
  ///   - device: finds the device of a name or a file.
  /// - Throws: ``DeviceError``, and what `device` throws.
  public init(json: Data, file: String, device: (String) throws -> Device) throws {
    let entries: [Entry]
    do {
      entries = try StrictJSONDecoder.decode([Entry].self, from: Array(json))
    } catch let error as DecodingError {
      throw DeviceError(error, file: file)
    }
    guard !entries.isEmpty else {
      throw DeviceError.field(file: file, field: "[0]", problem: "expected at least one device")
    }
    devices = []
    budgets = [:]
    var known: Set<String> = []
    for (index, entry) in entries.enumerated() {
      var found = try device(entry.device)
      found.name = entry.name ?? found.name
      found.title = entry.title ?? entry.name ?? found.title
      try found.validate(file: "\(file), entry [\(index)]")
      guard known.insert(found.name).inserted else {
        throw DeviceError.field(
          file: file, field: "[\(index)].name",
          problem: "expected a name of its own, found a second \"\(found.name)\"")
      }
      devices.append(found)
      if entry.budget != Budget() { budgets[found.name] = entry.budget }
    }
  }
}

/// One device as the file has it.
private struct Entry: Decodable {
  var device: String
  var name: String?
  var title: String?
  var budget: Budget

  /// The fields: three of the device, and the limit of each resource.
  private struct Key: CodingKey, CaseIterable {
    var stringValue: String
    var intValue: Int? { nil }

    static let device = Key(stringValue: "device")
    static let name = Key(stringValue: "name")
    static let title = Key(stringValue: "title")

    static var allCases: [Key] { [device, name, title] + Resource.allCases.map(Key.init) }

    init(_ resource: Resource) { stringValue = resource.description.limitKey }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.fields(Key.self)
    device = try container.decode(String.self, forKey: .device)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    title = try container.decodeIfPresent(String.self, forKey: .title)
    budget = Budget()
    for resource in Resource.allCases {
      let key = Key(resource)
      let limit: Double? =
        switch resource.description.unit {
        case .bytes: try container.bytesIfPresent(key).map(Double.init)
        case .operations: try container.decodeIfPresent(Int.self, forKey: key).map(Double.init)
        case .time: try container.decodeIfPresent(Double.self, forKey: key)
        }
      guard limit.map({ $0 > 0 }) ?? true else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "expected a number above 0")
      }
      budget[resource] = limit
    }
  }
}
