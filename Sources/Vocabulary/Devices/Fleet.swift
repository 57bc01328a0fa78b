public import Foundation
import Graphs

/// Many devices to serve from one training, each with limits of its own.
///
/// As JSON a fleet is an array of entries. `device` names a built-in device or the file of one; `name` and
/// `title` tell entries of one device apart; `flash`, `ram` (bytes or a size with a suffix), `macs` and
/// `milliseconds` limit its network. All but `device` may be absent:
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

  private enum Key: String, CodingKey, CaseIterable {
    case device, name, title, flash, ram, macs, milliseconds
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.fields(Key.self)
    device = try container.decode(String.self, forKey: .device)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    title = try container.decodeIfPresent(String.self, forKey: .title)
    budget = Budget(
      flashBytes: try container.bytesIfPresent(.flash),
      ramBytes: try container.bytesIfPresent(.ram),
      macs: try container.decodeIfPresent(Int.self, forKey: .macs),
      milliseconds: try container.decodeIfPresent(Double.self, forKey: .milliseconds))
    for (key, value) in [
      (Key.macs, budget.macs.map(Double.init)), (.milliseconds, budget.milliseconds),
      (.flash, budget.flashBytes.map(Double.init)), (.ram, budget.ramBytes.map(Double.init)),
    ] {
      guard value.map({ $0 > 0 }) ?? true else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "expected a number above 0")
      }
    }
  }
}
