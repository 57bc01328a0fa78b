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
  /// Checks names and sizes, that no memories overlap, and that those of code and arena are two.
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
      (1000...10_000_000_000).contains(clockHertz), "clockHertz",
      "expected cycles per second, found \(clockHertz)")
    try check(
      !source.isEmpty, "source", "expected where core and clock come from, found nothing")
    try check(
      !memories.isEmpty, "memories", "expected a memory for code and one for variables, found none")
    let names = memories.map(\.name)
    for (index, memory) in memories.enumerated() {
      let field = "memories[\(index)]"
      try check(!memory.name.isEmpty, "\(field).name", "expected a name, found nothing")
      try check(
        names.firstIndex(of: memory.name) == index, "\(field).name",
        "expected a name of its own, found a second \"\(memory.name)\"")
      try check(
        memory.bytes > 0 && memory.bytes <= (1 << 32) - Int(memory.origin), "\(field).bytes",
        "expected a size that fits 32-bit addresses, found \(memory.bytes)")
      try check(
        !memory.source.isEmpty, "\(field).source",
        "expected where the numbers come from, found nothing")
    }
    for (index, memory) in memories.enumerated() {
      let other = memories[..<index].first { $0.addresses.overlaps(memory.addresses) }
      try check(
        other == nil, "memories[\(index)].origin",
        "expected memories that do not overlap, found \(memory.place) over \(other?.place ?? "")")
    }
    let list = names.joined(separator: ", ")
    for (field, memory) in [("codeMemory", codeMemory), ("arenaMemory", arenaMemory)] {
      try check(
        names.contains(memory), field,
        "expected one of the memories (\(list)), found \"\(memory)\"")
    }
    try check(
      codeMemory != arenaMemory, "arenaMemory",
      "expected another memory than that of the code, found \"\(arenaMemory)\"")
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
