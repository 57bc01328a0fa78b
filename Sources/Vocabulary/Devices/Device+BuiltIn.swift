import Foundation
import Graphs

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
    .sorted { ($0.bytes(of: .ram) ?? 0, $1.name) > ($1.bytes(of: .ram) ?? 0, $0.name) }

  /// The built-in device of this name; the error of an unknown name suggests the nearest ones.
  public static func named(_ name: String) throws(DeviceError) -> Device {
    if let device = builtIn.first(where: { $0.name == name.lowercased() }) { return device }
    throw .unknown(name: name, nearest: builtIn.map(\.name).nearest(to: name))
  }
}
