import Devices
import Pipeline
import Reports

/// What `quantize --json` prints of a device.
struct QuantizedDevice: Encodable {
  var accuracy: AccuracyRecord
  var bits: BitRecord?

  /// Accuracies beside the bits, as scripts know them from runs without chosen bits.
  func encode(to encoder: any Encoder) throws {
    try accuracy.encode(to: encoder)
    enum Key: CodingKey { case bits, interval }
    var container = encoder.container(keyedBy: Key.self)
    try container.encodeIfPresent(accuracy.interval, forKey: .interval)
    try container.encodeIfPresent(bits, forKey: .bits)
  }
}

extension RunFolder {
  /// The accuracies and bits of all devices' networks.
  func readQuantized() throws -> [String: QuantizedDevice] {
    var records: [String: QuantizedDevice] = [:]
    for device in try servedDevices() {
      records[device.name] = QuantizedDevice(
        accuracy: try readAccuracy(of: device.name),
        bits: try readBitsIfPresent(of: device.name))
    }
    return records
  }

  /// The bits of each device's network where they were chosen, and all accuracies.
  var quantizationText: String {
    get throws {
      let records = try readQuantized()
      let tables = try servedDevices().compactMap { device in
        records[device.name]?.bits.map { $0.table.text(device: device.title) + "\n" }
      }
      return tables.joined()
        + accuracyTable(
          of: records.mapValues(\.accuracy), noun: try readData().noun)
    }
  }
}
