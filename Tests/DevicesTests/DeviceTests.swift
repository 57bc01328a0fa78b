import Devices
import Foundation
import Testing

struct DeviceTests {
  @Test("Seven devices come with Thimble, each number with a source")
  func builtIn() {
    #expect(
      Device.builtIn.map(\.name) == [
        "stm32h743", "stm32f746", "rp2040", "nrf52840", "stm32f412", "stm32f401", "stm32g431",
      ])
    for device in Device.builtIn {
      #expect(!device.source.isEmpty)
      #expect(device.memories.allSatisfy { !$0.source.isEmpty })
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
    #expect(device.flashBytes == flash * 1024)
    #expect(device.ramBytes == ram * 1024)
    #expect(
      Budget.standard(for: device)
        == Budget(flashBytes: (flash - 16) * 1024, ramBytes: (ram - 4) * 1024))
  }

  @Test("JSON keeps every built-in device", arguments: Device.builtIn)
  func json(device: Device) throws {
    #expect(try Device(json: device.json(), file: "x.json") == device)
  }

  @Test("The template is a device")
  func template() throws {
    let device = try Device(json: Data(Device.template.utf8), file: "template")
    #expect(device.ramBytes == 96 * 1024)
  }

  @Test("An unknown name is answered with the nearest names")
  func unknown() {
    #expect {
      try Device.named("stm32f764")
    } throws: {
      "\($0)".hasPrefix("There is no device 'stm32f764'. Did you mean stm32f746, ")
    }
  }

  @Test(
    "Errors name the file, the field and what was expected",
    arguments: [
      ("\"clockHertz\": 84000000,", "", "my.json, field 'clockHertz': it is missing."),
      ("84000000", "\"fast\"", "my.json, field 'clockHertz': expected a value of type Int."),
      ("84000000", "0", "my.json, field 'clockHertz': expected cycles per second, found 0."),
      (
        "cortex-m4f", "z80",
        "my.json, field 'core': expected one of cortex-m0plus, cortex-m4f, cortex-m33, cortex-m7."
      ),
      (
        "96 KiB", "96 pages",
        "my.json, field 'memories[1].bytes': expected a size such as 98304 or \"96 KiB\", found \"96 pages\"."
      ),
      (
        "\"96 KiB\"", "9223372036854775807",
        "my.json, field 'memories[1].bytes': expected a size that fits 32-bit addresses, found 9223372036854775807."
      ),
      (
        "\"arenaMemory\": \"SRAM\"", "\"arenaMemory\": \"DTCM\"",
        "my.json, field 'arenaMemory': expected one of the memories (flash, SRAM), found \"DTCM\"."
      ),
      (
        "my-board", "My Board",
        "my.json, field 'name': expected lower-case letters, digits and hyphens, found \"My Board\"."
      ),
    ])
  func messages(old: String, new: String, message: String) {
    let text = Device.template.replacingOccurrences(of: old, with: new)
    #expect {
      try Device(json: Data(text.utf8), file: "my.json")
    } throws: {
      "\($0)" == message
    }
  }

  @Test("Text that is not JSON is answered with the way to a template")
  func notJSON() {
    #expect {
      try Device(json: Data("flash: 1".utf8), file: "my.json")
    } throws: {
      "\($0)".hasPrefix("my.json is not JSON:") && "\($0)".hasSuffix("a device to start from.")
    }
  }
}
