import Foundation

extension Device {
  /// The devices that come with Thimble, from `Devices/*.json`, the one with most RAM first.
  public static let builtIn: [Device] = EmbeddedText.devices
    .map { file, text in
      do throws(DeviceError) {
        return try Device(json: Data(text.utf8), file: "Devices/\(file)")
      } catch {
        fatalError("\(error)")
      }
    }
    .sorted { ($0.ramBytes, $1.name) > ($1.ramBytes, $0.name) }

  /// The built-in device of this name; the error of an unknown name suggests the nearest ones.
  public static func named(_ name: String) throws(DeviceError) -> Device {
    if let device = builtIn.first(where: { $0.name == name.lowercased() }) { return device }
    let nearest = builtIn.map(\.name)
      .map { (name: $0, distance: editDistance($0, name.lowercased())) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    throw .unknown(name: name, nearest: nearest.prefix(3).map(\.name))
  }
}

/// How many insertions, deletions and replacements of one character turn `first` into `second`.
func editDistance(_ first: String, _ second: String) -> Int {
  let second = Array(second)
  var row = Array(0...second.count)
  for (i, character) in first.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in second.enumerated() {
      let replaced = diagonal + (character == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[second.count]
}
