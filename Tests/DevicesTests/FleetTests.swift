import Devices
import Foundation
import Testing

struct FleetTests {
  private func fleet(_ json: String) throws -> Fleet {
    try Fleet(json: Data(json.utf8), file: "fleet.json") { try Device.named($0) }
  }

  @Test func `Entries of one device are told apart by name, each with limits of its own`() throws {
    let fleet = try fleet(
      """
      [
        { "device": "stm32f746" },
        { "device": "stm32f401", "name": "door", "ram": "48 KiB", "milliseconds": 120 },
        { "device": "stm32f401", "flash": 100000, "macs": 2000000 }
      ]
      """)
    #expect(fleet.devices.map(\.name) == ["stm32f746", "door", "stm32f401"])
    #expect(fleet.devices.map(\.title) == ["STM32F746", "door", "STM32F401"])
    #expect(fleet.devices[1].kind == fleet.devices[2].kind)
    #expect(
      fleet.budgets == [
        "door": Budget([.ram: 48 * 1024, .latency: 120]),
        "stm32f401": Budget([.flash: 100_000, .macs: 2_000_000]),
      ])
  }

  @Test(arguments: [
    ("[]", "[0]", "expected at least one device"),
    (#"[{"name": "a"}]"#, "[0].device", "it is missing"),
    (
      #"[{"device": "rp2040"}, {"device": "rp2040"}]"#, "[1].name",
      "expected a name of its own, found a second \"rp2040\""
    ),
    (
      #"[{"device": "rp2040", "ram": "much"}]"#, "[0].ram",
      "expected a size such as 98304 or \"96 KiB\", found \"much\""
    ),
    (#"[{"device": "rp2040", "macs": 0}]"#, "[0].macs", "expected a number above 0"),
    (#"[{"device": "rp2040", "macs": 1.5}]"#, "[0].macs", "expected a whole number, found 1.5"),
    (#"[{"device": "rp2040", "flash": -1}]"#, "[0].flash", "expected a number above 0"),
    (
      #"[{"device": "rp2040", "ram": true}]"#, "[0].ram",
      "expected a size such as 98304 or \"96 KiB\", found true"
    ),
    (
      #"[{"device": "rp2040", "milliseconds": "fast"}]"#, "[0].milliseconds",
      "expected a number, found \"fast\""
    ),
    (#"[{"device": "rp2040", "ram": 1, "ram": 2}]"#, "[0].ram", "it is there twice"),
    (#"["rp2040"]"#, "[0]", "expected an object of fields, found \"rp2040\""),
    (
      #"[{"device": "rp2040", "rom": 1}]"#, "[0].rom",
      "there is no such field; the nearest is 'ram'"
    ),
  ])
  func `A wrong entry is named with its field`(json: String, field: String, problem: String) {
    #expect(throws: DeviceError.field(file: "fleet.json", field: field, problem: problem)) {
      try fleet(json)
    }
  }

  // Case 23
  @Test(arguments: [
    (#"{"device": "rp2040"}"#, "expected an array, found an object."),
    ("[{\"device\": \"rp2040\"},\n]", "line 2, column 1: a comma stands behind the last value."),
  ])
  func `what is no fleet is answered with the place`(json: String, problem: String) {
    #expect(throws: DeviceError.notJSON(file: "fleet.json", detail: problem)) { try fleet(json) }
  }

  @Test func `A name that is no name of a folder is refused`() {
    #expect(
      throws: DeviceError.field(
        file: "fleet.json, entry [0]", field: "name",
        problem: "expected lower-case letters, digits and hyphens, found \"../up\"")
    ) { try fleet(#"[{"device": "rp2040", "name": "../up"}]"#) }
  }

  @Test func `An unknown device is answered with the nearest names`() {
    let nearest = ["rp2040", "rp2350", "nrf52840"]
    #expect(throws: DeviceError.unknown(name: "rp2041", nearest: nearest)) {
      try fleet(#"[{"device": "rp2041"}]"#)
    }
  }
}
