import Architectures
import Devices
import Foundation
import Pipeline
import Testing
import TinyRuns

@Suite struct ImageSizeChoiceTests {
  /// A folder of two classes with images of these sizes, which are headers of PNG files alone.
  private final class Photographs {
    let url = FileManager.default.temporaryDirectory.appending(path: "photos-\(UUID())")

    init(_ sizes: [(width: UInt8, height: UInt8)]) throws {
      for name in ["a", "b"] {
        let folder = url.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (index, size) in sizes.enumerated() {
          let header: [UInt8] = [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52,
            0, 0, 0, size.width, 0, 0, 0, size.height, 8, 2, 0, 0, 0,
          ]
          try Data(header).write(to: folder.appending(path: "\(index).png"))
        }
      }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func choice(
      devices: [String] = ["stm32f746"], fleet: String? = nil, side: Int? = nil,
      space: SearchSpace? = nil, source: NetworkSource = .space(.mobile32())
    ) throws -> ImageSizeChoice {
      let request = FitRequest(
        data: try .folder(at: url.path), devices: try devices.map { try .named($0) }, fleet: fleet,
        source: source)
      return try ImageSizeChoice(for: request, side: side, space: space)
    }
  }

  @Test(
    arguments: [
      (96, 96, "mobile-96"), (200, 96, "mobile-96"), (95, 64, "mobile-64"), (64, 64, "mobile-64"),
      (63, 32, "mobile-32"), (20, 32, "mobile-32"),
    ] as [(UInt8, Int, String)])
  func `The shorter sides of the photographs decide the side and the space`(
    shorter: UInt8, side: Int, space: String
  ) throws {
    // The median is what counts.
    let photographs = try Photographs([
      (shorter, 250), (250, shorter), (shorter, shorter), (8, 8), (240, 240),
    ])
    let choice = try photographs.choice()
    #expect(choice.side == side && choice.space.name == space)
    #expect(
      choice.reason
        == "photographs, of which half have at least \(shorter) pixels on their shorter side, are read "
        + "at \(side)x\(side) for \(space)")
  }

  @Test func `A small device gets a side at which a network fits it`() throws {
    let photographs = try Photographs([(200, 150)])
    let small = try photographs.choice(devices: ["stm32f746", "stm32g431"])
    #expect(small.side == 64 && small.space.name == "mobile-64")
    #expect(
      small.reason?.hasSuffix(
        "are read at 64x64 for mobile-64; at 96x96 no network of mobile-96 fits STM32G431") == true)
    let fleet = try photographs.choice(devices: ["stm32f746", "stm32g431"], fleet: "fleet.json")
    #expect(fleet.side == 96)
  }

  @Test func `A device that no side serves decides none`() throws {
    let photographs = try Photographs([(200, 150)])
    let request = FitRequest(
      data: try .folder(at: photographs.url.path),
      devices: [try .named("stm32f746"), try .named("rp2040")],
      budgets: ["rp2040": Budget([.ram: 1024])], space: .mobile32())
    #expect(try ImageSizeChoice(for: request, side: nil, space: nil).side == 96)
  }

  @Test func `What is named decides`() throws {
    let photographs = try Photographs([(120, 100)])
    let sized = try photographs.choice(devices: ["stm32g431"], side: 96)
    #expect(sized.side == 96 && sized.space.name == "mobile-96" && sized.reason == nil)
    let large = try photographs.choice(side: 224)
    #expect(large.side == 224 && large.space.name == "mobile-160")
    let spaced = try photographs.choice(space: .mobile64())
    #expect(spaced.side == 64 && spaced.space.name == "mobile-64")
    #expect(try photographs.choice(space: .ofaProxyless()).side == 100)
    let both = try photographs.choice(side: 24, space: .mobile96())
    #expect(both.side == 24 && both.space.name == "mobile-96" && both.reason == nil)
  }

  @Test func `A network that is trained alone says its side`() throws {
    let photographs = try Photographs([(120, 100)])
    let architecture = try Architecture(parsing: "r24 k3e2 k3e2 k3e2")
    let alone = try photographs.choice(
      devices: [], source: .architecture(architecture, .mobile32()))
    #expect(alone.side == 24 && alone.space.name == "mobile-32")
    let network = try photographs.choice(
      devices: [], source: .literature("mobilenetv1-0.25-96-vww"))
    #expect(network.side == 96)
    #expect(
      try photographs.choice(devices: [], source: .literature("resnet8-cifar")).side == 32)
  }
}
