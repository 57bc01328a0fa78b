import Devices
import Foundation
import Testing

struct DeviceTests {
  @Test("Thirteen devices come with Thimble, each number with a source")
  func builtIn() {
    #expect(
      Device.builtIn.map(\.name) == [
        "stm32u585", "stm32l4r5", "rp2350", "nrf5340", "stm32h743", "esp32s3", "stm32f746",
        "rp2040", "nano33ble", "nrf52840", "stm32f412", "stm32f401", "stm32g431",
      ])
    for device in Device.builtIn {
      #expect(!device.source.isEmpty)
      #expect(device.microcontroller.memories.allSatisfy { !$0.source.isEmpty })
    }
  }

  @Test(
    "Flash and RAM are those of the memories for code and arena",
    arguments: [
      ("stm32f401", 512, 96), ("stm32g431", 128, 32), ("stm32f746", 1024, 320),
      ("stm32h743", 2048, 512),
    ])
  func sizes(name: String, flash: Int, ram: Int) throws {
    let device = try Device.named(name)
    #expect(device.bytes(of: .flash) == flash * 1024)
    #expect(device.bytes(of: .ram) == ram * 1024)
    #expect(
      Budget.standard(for: device)
        == Budget([.flash: Double((flash - 16) * 1024), .ram: Double((ram - 4) * 1024)]))
  }

  @Test("JSON keeps every built-in device", arguments: Device.builtIn)
  func json(device: Device) throws {
    #expect(try Device(json: device.json(), file: "x.json") == device)
  }

  @Test("The template is a device")
  func template() throws {
    let device = try Device(json: Data(Device.template.utf8), file: "template")
    #expect(device.bytes(of: .ram) == 96 * 1024)
  }

  @Test("An unknown name is answered with the nearest names")
  func unknown() {
    #expect {
      try Device.named("stm32f764")
    } throws: {
      "\($0)".hasPrefix("There is no device 'stm32f764'. Did you mean stm32f746, ")
    }
  }

  private static let fields: [(old: String, new: String, message: String)] = [
    ("\"clockHertz\": 84000000,", "", "field 'clockHertz': it is missing."),
    ("84000000", "\"fast\"", "field 'clockHertz': expected a whole number, found \"fast\"."),
    ("84000000", "true", "field 'clockHertz': expected a whole number, found true."),
    ("84000000", "0", "field 'clockHertz': expected cycles per second, found 0."),
    ("84000000", "-5", "field 'clockHertz': expected cycles per second, found -5."),
    ("84000000", "84.5", "field 'clockHertz': expected a whole number, found 84.5."),
    ("84000000", "84", "field 'clockHertz': expected cycles per second, found 84."),
    (
      "clockHertz", "clockHerz",
      "field 'clockHerz': there is no such field; the nearest is 'clockHertz'."
    ),
    (
      "\"origin\": \"0x20000000\"", "\"orgin\": \"0x20000000\"",
      "field 'memories[1].orgin': there is no such field; the nearest is 'origin'."
    ),
    (
      "96 KiB", "96 pages",
      "field 'memories[1].bytes': expected a size such as 98304 or \"96 KiB\", found \"96 pages\"."
    ),
    (
      "\"96 KiB\"", "98304.5",
      "field 'memories[1].bytes': expected a size such as 98304 or \"96 KiB\", found 98304.5."
    ),
    (
      "\"96 KiB\"", "-1",
      "field 'memories[1].bytes': expected a size that fits 32-bit addresses, found -1."
    ),
    (
      "\"96 KiB\"", "9223372036854775807",
      "field 'memories[1].bytes': expected a size that fits 32-bit addresses, found 9223372036854775807."
    ),
    (
      "0x20000000", "0xFFFFF000",
      "field 'memories[1].bytes': expected a size that fits 32-bit addresses, found 98304."
    ),
    (
      "\"0x20000000\"", "-1",
      "field 'memories[1].origin': expected an address such as \"0x20000000\", found -1."
    ),
    (
      "\"0x20000000\"", "[]",
      "field 'memories[1].origin': expected an address such as \"0x20000000\", found an array."
    ),
    (
      "0x20000000", "0x+20",
      "field 'memories[1].origin': expected an address such as \"0x20000000\", found \"0x+20\"."
    ),
    (
      "0x20000000", "0x0807FFFF",
      "field 'memories[1].origin': expected memories that do not overlap, found \"SRAM\" "
        + "(0x0807ffff to 0x08097ffe) over \"flash\" (0x08000000 to 0x0807ffff)."
    ),
    (
      "\"name\": \"SRAM\"", "\"name\": \"flash\"",
      "field 'memories[1].name': expected a name of its own, found a second \"flash\"."
    ),
    (
      "\"name\": \"SRAM\"", "\"name\": \"\"",
      "field 'memories[1].name': expected a name, found nothing."
    ),
    (
      "\"arenaMemory\": \"SRAM\"", "\"arenaMemory\": \"DTCM\"",
      "field 'arenaMemory': expected one of the memories (flash, SRAM), found \"DTCM\"."
    ),
    (
      "my-board", "My Board",
      "field 'name': expected lower-case letters, digits and hyphens, found \"My Board\"."
    ),
    ("\"core\"", "\"name\"", "field 'name': it is there twice."),
  ]

  // Case 23
  @Test(arguments: fields)
  func `an error names the file, the field, what was expected and what was found`(
    old: String, new: String, message: String
  ) {
    let text = Device.template.replacingOccurrences(of: old, with: new)
    #expect {
      try Device(json: Data(text.utf8), file: "my.json")
    } throws: {
      "\($0)" == "my.json, \(message)"
    }
  }

  private static let texts: [(text: String, problem: String)] = [
    ("flash: 1", "line 1, column 1: expected a value, found 'f'"),
    ("", "line 1, column 1: expected a value, found the end of the text"),
    ("{\n  \"name\": \"a\",\n}", "line 3, column 1: a comma stands behind the last field"),
    ("{\"memories\": [1, 2,]}", "line 1, column 20: a comma stands behind the last value"),
    ("{\"name\": \"a\" \"title\"", "line 1, column 14: expected ',' or '}', found '\"'"),
    ("{\"name\" 1}", "line 1, column 9: expected ':' behind \"name\", found '1'"),
    ("{name: 1}", "line 1, column 2: expected a field in double quotes, found 'n'"),
    ("{\"bytes\": 0x10}", "line 1, column 12: expected the end of a number, found 'x'"),
    (
      "{\"name\": \"a",
      "line 1, column 12: expected '\"' at the end of a text, found the end of the text"
    ),
    ("{} {}", "line 1, column 4: expected the end of the text, found '{'"),
    ("// none\n{}", "line 1, column 1: expected a value, found '/'"),
    ("[]", "expected an object of fields, found an array"),
  ]

  // Case 23
  @Test(arguments: texts)
  func `what is no JSON is answered with line and column`(text: String, problem: String) {
    #expect {
      try Device(json: Data(text.utf8), file: "my.json")
    } throws: {
      "\($0)" == "my.json is not JSON: \(problem). "
        + "`thimble devices --template` prints a device to start from."
    }
  }

  @Test func `text that is not UTF-8 is refused where it stops being so`() {
    #expect {
      try Device(json: Data([0x7B, 0x0A, 0x22, 0xE4, 0x22]), file: "my.json")
    } throws: {
      "\($0)".hasPrefix("my.json is not JSON: line 2, column 2: the text is not UTF-8.")
    }
  }

  @Test func `a byte order mark and whole numbers with an exponent are read`() throws {
    let text = "\u{FEFF}" + Device.template.replacingOccurrences(of: "84000000", with: "84.0e6")
    #expect(
      try Device(json: Data(text.utf8), file: "my.json").microcontroller.clockHertz == 84_000_000)
  }

  @Test(arguments: ["cortex-m4g", "Cortex-M4", "cortex-m99", "cortexm4f", "xtensa-lx8", "", "m 4"])
  func `a mistyped core is answered with the nearest names and the list`(name: String) {
    let text = Device.template.replacingOccurrences(of: "cortex-m4f", with: name)
    #expect {
      try Device(json: Data(text.utf8), file: "my.json")
    } throws: {
      let message = "\($0)"
      return message.hasPrefix(
        "my.json, field 'core': there is no core \"\(name)\"; the nearest are ")
        && message.hasSuffix(", or \"other:NAME\" for a core that Thimble does not know.")
        && message.contains("expected one of cortex-m0, cortex-m0plus, ")
    }
  }

  // Case 1
  @Test(arguments: ["xtensa-lx7", "rv32imac", "avr", "tricore", "other:cortex-m99"])
  func `any other core is a core`(name: String) throws {
    let text = Device.template.replacingOccurrences(of: "cortex-m4f", with: name)
    let device = try Device(json: Data(text.utf8), file: "my.json")
    #expect(device.microcontroller.core.name == name)
    #expect(try Device(json: device.json(), file: "again.json") == device)
  }
}
