import Architectures
import Foundation
import Graphs
import Testing

struct SearchSpaceJSONTests {
  @Test("JSON keeps every built-in space", arguments: SearchSpace.builtInNames)
  func roundTrip(name: String) throws {
    let space = try SearchSpace.builtIn(name)
    #expect(space.name == name)
    #expect(try SearchSpace(json: JSONEncoder().encode(space), file: "space.json") == space)
  }

  @Test("The text of an older space stays what it was, as trained weights are known by it")
  func olderText() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(SearchSpace.mobile32Large()), as: UTF8.self)
    #expect(
      text == #"{"activation":"relu","classes":10,"headChannels":256,"imageChannels":3,"#
        + #""name":"mobile-32-large","resolutions":[16,20,24,28,32],"stemChannels":32,"#
        + #""stemStride":1,"units":[{"channels":32,"depths":[1,2],"expandRatios":[2,3],"#
        + #""kernels":[3,5],"stride":2},{"channels":48,"depths":[1,2,3,4],"#
        + #""expandRatios":[2,3,4],"kernels":[3,5,7],"stride":2},{"channels":128,"#
        + #""depths":[1,2,3,4],"expandRatios":[2,3,4],"kernels":[3,5],"stride":2}]}"#)
  }

  @Test("Only what has no default must be there")
  func defaults() throws {
    let space = try read(
      #"{"name": "few", "resolutions": [16], "stemChannels": 8, "units": [\#(Self.unit)]}"#)
    #expect(
      space
        == SearchSpace(
          name: "few", resolutions: [16], stemChannels: 8,
          units: [
            SearchSpace.Unit(channels: 8, stride: 1, depths: [1], kernels: [3], expandRatios: [2])
          ],
          headChannels: 0, classes: 10))
  }

  @Test func `The space that the documentation shows can be read, and each of its fields counts`()
    throws
  {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let article = root.appending(
      path: "Sources/Composition/Thimble/Thimble.docc/ChooseASearchSpace.md")
    let text = try String(contentsOf: article, encoding: .utf8)
    let block = try #require(
      text.components(separatedBy: "```").first { $0.hasPrefix("json\n{\n  \"name\"") })
    let space = try SearchSpace(json: Data(block.dropFirst(5).utf8), file: "ChooseASearchSpace.md")
    #expect(space.name == "my-space")
    #expect(space.units.map(\.isElastic) == [false, true, true])
    #expect(space.units.map(\.squeezes) == [false, false, true])
    #expect(space.units[1].activation == .relu && space.activation == .hSwish)
    #expect(space.featureChannels > 0 && space.channelMultiple == 8 && space.epsilon == 1e-3)
    _ = try space.largest.graph(in: space)
  }

  private static let unit =
    #"{"channels": 8, "stride": 1, "depths": [1], "kernels": [3], "expandRatios": [2]}"#

  @Test(
    "A file that is no space is refused with the field",
    arguments: [
      (#"{"name": "x""#, "my.json is not JSON: "),
      ("[]", "my.json is not JSON: expected an object of fields, found an array. 'Choose a search"),
      (#"{"name": "x"}"#, "my.json, field 'resolutions': it is missing."),
      (
        #"{"name": "x", "resolutions": [8], "stemChannels": 8, "units": [{"channels": "8"}]}"#,
        "my.json, field 'units[0].channels': expected a whole number, found \"8\"."
      ),
      (
        #"{"name": "x", "resolutions": [8], "stemChannels": 8, "headChannel": 8}"#,
        "my.json, field 'headChannel': there is no such field; the nearest is 'headChannels'."
      ),
      (
        #"{"name": "x", "resolutions": [8], "stemChannels": 8, "units": [{"squeeze": true}]}"#,
        "my.json, field 'units[0].squeeze': there is no such field; the nearest is 'squeezes'."
      ),
      (
        #"{"name": "x", "resolutions": [8], "stemChannels": 8, "units": [], "activation": "gelu"}"#,
        "my.json, field 'activation': expected one of relu, relu6, h-swish, h-sigmoid, found 'gelu'."
      ),
      (
        #"{"name": "x", "resolutions": [8], "stemChannels": 8, "units": []}"#,
        "Search space 'x', units: There are 1 to 64 units. Here it is empty."
      ),
      (
        #"{"name": "X", "resolutions": [8], "stemChannels": 8, "units": []}"#,
        "Search space 'X', name: A name is of lower-case letters, digits, hyphens and points. "
          + "Here it is \"X\"."
      ),
      (
        #"{"name": "x", "resolutions": [16, 8], "stemChannels": 8, "units": []}"#,
        "Search space 'x', resolutions: Choices are ascending and 8 to 4096. Here it is [16, 8]."
      ),
      (
        #"{"name": "x", "resolutions": [8], "stemChannels": 8, "units": [\#(unit)], "epsilon": 0}"#,
        "Search space 'x', epsilon: The number is above 0. Here it is 0.0."
      ),
    ])
  func refusals(text: String, sentence: String) {
    let error = #expect(throws: ArchitectureError.self) { try read(text) }
    #expect(error?.description.hasPrefix(sentence) == true, "\(String(describing: error))")
  }

  private func read(_ text: String) throws -> SearchSpace {
    try SearchSpace(json: Data(text.utf8), file: "my.json")
  }
}
