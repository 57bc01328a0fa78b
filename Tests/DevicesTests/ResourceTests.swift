import Devices
import Foundation
import Graphs
import Testing

/// What is derived from the list of resources.
struct ResourceTests {
  /// Files and commands of users have these words, so they stay.
  @Test func `Names, fields and options are what they were`() {
    let descriptions = Resource.allCases.map(\.description)
    #expect(descriptions.map(\.name) == ["flash", "ram", "macs", "latency"])
    #expect(descriptions.map(\.word) == ["flash", "RAM", "MACs", "latency"])
    #expect(descriptions.map(\.heading) == ["Flash", "RAM", "MACs", "Time"])
    #expect(descriptions.map(\.key) == ["flashBytes", "ramBytes", "macs", "milliseconds"])
    #expect(descriptions.map(\.limitKey) == ["flash", "ram", "macs", "milliseconds"])
    #expect(descriptions.map(\.option) == ["flash", "ram", "macs", "latency-ms"])
    #expect(Resource.memories == [.flash, .ram])
  }

  @Test func `No two resources share a word, a field or an option`() {
    let descriptions = Resource.allCases.map(\.description)
    for words in [
      descriptions.map(\.name), descriptions.map(\.word), descriptions.map(\.heading),
      descriptions.map(\.key), descriptions.map(\.limitKey), descriptions.map(\.option),
    ] {
      #expect(Set(words).count == Resource.allCases.count, "\(words)")
    }
  }

  @Test func `A cost has room for all resources`() {
    #expect(Resource.allCases.count <= SIMD8<Double>.scalarCount)
  }

  @Test(arguments: Resource.allCases)
  func `A cost holds each resource by itself`(resource: Resource) throws {
    var cost = Cost()
    cost[resource] = Quantity(2, .measured)
    for other in Resource.allCases {
      #expect(cost[other] == (other == resource ? Quantity(2, .measured) : nil))
      #expect(cost.value(of: other) == (other == resource ? 2 : 0))
    }
    let json = #"{"\#(resource.description.key)":{"provenance":"measured","value":2}}"#
    #expect(try Self.json(cost) == json)
    #expect(try JSONDecoder().decode(Cost.self, from: Data(json.utf8)) == cost)
    cost[resource] = nil
    #expect(cost == Cost())
  }

  @Test(arguments: Resource.allCases)
  func `Each resource can be limited, and what exceeds its limit is named`(
    resource: Resource
  ) throws {
    let budget = Budget([resource: 2048])
    #expect(try Self.json(budget) == #"{"\#(resource.description.key)":2048}"#)
    #expect(try JSONDecoder().decode(Budget.self, from: Data(Self.json(budget).utf8)) == budget)
    var cost = Cost()
    for each in Resource.allCases { cost[each] = Quantity(4096, .estimated) }
    #expect(budget.violations(of: cost) == [Violation(resource, needed: 4096, allowed: 2048)])
    #expect(budget.violations(of: cost)[0].description.hasPrefix(resource.description.word + " "))
    #expect(budget.excess(of: cost) == 1)
    #expect(Budget().excess(of: cost) == 0 && Budget().violations(of: cost).isEmpty)
    cost[resource]?.value = 2048
    #expect(budget.excess(of: cost) == 0 && budget.violations(of: cost).isEmpty)
  }

  @Test func `What is not known exceeds nothing, and what is infinite is still a limit`() {
    #expect(Budget([.ram: 1]).violations(of: Cost()).isEmpty)
    #expect(Budget([.latency: .infinity]) != Budget())
    #expect(Budget([.latency: .infinity])[.latency] == .infinity)
  }

  @Test func `Measured numbers replace estimates and leave the others`() {
    var cost: Cost = [.flash: Quantity(9, .estimated), .macs: Quantity(5, .estimated)]
    cost.replace(by: [.flash: Quantity(8, .measured), .ram: Quantity(3, .measured)])
    #expect(
      cost == [
        .flash: Quantity(8, .measured), .ram: Quantity(3, .measured),
        .macs: Quantity(5, .estimated),
      ])
  }

  @Test(arguments: Resource.allCases)
  func `The file of a fleet limits each resource`(resource: Resource) throws {
    let json = #"[{"device": "rp2040", "\#(resource.description.limitKey)": 7}]"#
    let fleet = try Fleet(json: Data(json.utf8), file: "fleet.json") { try Device.named($0) }
    #expect(fleet.budgets == ["rp2040": Budget([resource: 7])])
  }

  @Test func `A resource is written by its name, and another name is refused`() throws {
    #expect(try Self.json(Resource.allCases) == #"["flash","ram","macs","latency"]"#)
    let axes = #"["latency","ram"]"#
    #expect(try JSONDecoder().decode([Resource].self, from: Data(axes.utf8)) == [.latency, .ram])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Resource].self, from: Data(#"["joule"]"#.utf8))
    }
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// What a device is.
struct DeviceKindTests {
  @Test func `A device without a kind is a microcontroller, and so it is written`() throws {
    let named = Device.template.replacingOccurrences(
      of: #""title""#, with: #""kind": "microcontroller", "title""#)
    let device = try Device(json: Data(named.utf8), file: "my.json")
    #expect(try device == Device(json: Data(Device.template.utf8), file: "my.json"))
    #expect(String(decoding: try device.json(), as: UTF8.self).contains("kind") == false)
  }

  @Test func `Another kind is refused with those that there are`() throws {
    let text = Device.template.replacingOccurrences(
      of: #""title""#, with: #""kind": "toaster", "title""#)
    let error = #expect(throws: DeviceError.self) {
      try Device(json: Data(text.utf8), file: "my.json")
    }
    #expect(
      error?.description
        == "my.json, field 'kind': expected \"microcontroller\", found \"toaster\".")
  }
}
