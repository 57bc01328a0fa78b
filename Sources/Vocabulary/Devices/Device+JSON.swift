public import Foundation
import Graphs

extension Device {
  /// Reads and validates a device; errors name `file` and the field.
  public init(json: Data, file: String) throws(DeviceError) {
    do {
      self = try StrictJSONDecoder.decode(Device.self, from: Array(json))
    } catch let error as DecodingError {
      throw DeviceError(error, file: file)
    } catch {
      throw .notJSON(file: file, detail: "\(error)")
    }
    try validate(file: file)
  }

  /// The device as JSON with sorted keys.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  /// A device to copy and fill in, as `thimble devices --template` prints it.
  public static let template = """
    {
      "name": "my-board",
      "title": "My board",
      "core": "cortex-m4f",
      "clockHertz": 84000000,
      "memories": [
        {
          "name": "flash",
          "origin": "0x08000000",
          "bytes": "512 KiB",
          "source": "data sheet and section of these numbers"
        },
        {
          "name": "SRAM",
          "origin": "0x20000000",
          "bytes": "96 KiB",
          "source": "data sheet and section of these numbers"
        }
      ],
      "codeMemory": "flash",
      "arenaMemory": "SRAM",
      "source": "data sheet and section of core and clock"
    }

    """
}

extension Device {
  /// Throws the problem of a field where a condition does not hold.
  typealias Check = (
    _ holds: Bool, _ field: String, _ problem: @autoclosure () -> String
  ) throws(DeviceError) -> Void

  /// Checks the names, the source and the numbers of the kind.
  ///
  /// - Parameter file: what errors call the device's description.
  package func validate(file: String) throws(DeviceError) {
    func check(_ holds: Bool, _ field: String, _ problem: @autoclosure () -> String)
      throws(DeviceError)
    {
      if !holds { throw .field(file: file, field: field, problem: problem()) }
    }
    let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
    try check(
      !name.isEmpty && name.allSatisfy(allowed.contains), "name",
      "expected lower-case letters, digits and hyphens, found \"\(name)\"")
    try check(!title.isEmpty, "title", "expected a name for tables, found nothing")
    try check(
      !source.isEmpty, "source", "expected where the numbers come from, found nothing")
    switch kind {
    case .microcontroller(let microcontroller): try microcontroller.validate(check)
    }
  }
}

extension DeviceError {
  /// Words a decoding error of the standard library with the path of the field.
  init(_ error: DecodingError, file: String) {
    let (field, problem) = error.fieldAndProblem
    if field.isEmpty {
      self = .notJSON(file: file, detail: "\(problem).")
    } else {
      self = .field(file: file, field: field, problem: problem)
    }
  }
}
