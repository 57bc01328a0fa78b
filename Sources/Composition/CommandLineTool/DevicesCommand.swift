import ArgumentParser
import Devices
import Foundation
import Reports

/// Lists the devices, or prints one to start from.
struct DevicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices",
    abstract: "List the devices that Thimble knows.",
    discussion: """
      EXAMPLES
        thimble devices
        thimble devices --template > my-board.json
            writes a device to fill in; use it with '--device my-board.json'
        thimble devices --json
            every device with the source of each number

      A core is one of \(Core.known.map(\.name).wrapped)
      or any other. Code for a core without an emulated board is proved on this
      computer only.
      """)

  @Flag(help: "Print a device as JSON to copy and fill in.")
  var template = false

  @Flag(help: "Print the devices as JSON.")
  var json = false

  func validate() throws {
    if template, json { throw ValidationError("'--template' is JSON already; leave '--json' out.") }
  }

  func run() throws {
    if template {
      standardOutput.write(Device.template)
    } else if json {
      try writeJSON(Device.builtIn)
    } else {
      standardOutput.write(Self.table(of: Device.builtIn))
    }
  }

  /// The devices with what a network may use of them by default.
  static func table(of devices: [Device]) -> String {
    let memories = Resource.memories.map(\.description)
    let words = memories.map(\.word)
    let headings = memories.map(\.heading) + ["Budget: \(words[0])"] + words.dropFirst()
    var table = TextTable(
      [.init("Name"), .init("Title"), .init("Core"), .init("Clock", isNumber: true)]
        + headings.map { .init($0, isNumber: true) })
    for device in devices {
      let (budget, chip) = (Budget.standard(for: device), device.microcontroller)
      let sizes =
        Resource.memories.map(device.bytes) + Resource.memories.map(budget.bytes)
      table.add(
        [device.name, device.title, chip.core.name, "\(chip.clockHertz / 1_000_000) MHz"]
          + sizes.map { $0.map { "\(ByteCount($0))" } ?? "any" })
    }
    return table.lines.joined(separator: "\n") + "\n"
  }
}

extension [String] {
  /// The names with commas, in lines of the width of a help text.
  fileprivate var wrapped: String {
    var lines = [""]
    for name in self {
      if lines[lines.count - 1].count + name.count > 66 { lines.append("") }
      lines[lines.count - 1] += name + ", "
    }
    return lines.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n      ")
  }
}
