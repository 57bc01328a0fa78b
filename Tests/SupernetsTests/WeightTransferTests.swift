import Architectures
import Supernets
import Tensors
import Testing

struct WeightTransferTests {
  private func space(
    _ units: [SearchSpace.Unit], stem: Int = 4, imageChannels: Int = 3, head: Int = 6
  ) -> SearchSpace {
    SearchSpace(
      name: "some", resolutions: [8], imageChannels: imageChannels, stemChannels: stem,
      units: units, headChannels: head, classes: 3)
  }

  private func unit(_ channels: Int, depths: [Int] = [1], kernels: [Int] = [3], _ ratio: Int = 2)
    -> SearchSpace.Unit
  {
    .init(
      channels: channels, stride: 1, depths: depths, kernels: kernels, expandRatios: [ratio])
  }

  /// Drawn weights, with transforms that are no identity.
  private func weights(of space: SearchSpace, seed: UInt64) throws -> Weights {
    var weights = try Supernet(space).initialWeights(seed: seed)
    for name in weights.names where name.contains("transform") {
      weights[name]?.values[1] = 0.5
    }
    return weights
  }

  private func transfer(to space: SearchSpace, from source: SearchSpace) throws
    -> (transfer: WeightTransfer, drawn: Weights, trained: Weights)
  {
    let (drawn, trained) = (try weights(of: space, seed: 1), try weights(of: source, seed: 2))
    return (
      try WeightTransfer(into: drawn, of: space, from: trained, of: source), drawn, trained
    )
  }

  @Test func `Of the same space all is taken but the classifier`() throws {
    let space = space([unit(6, depths: [1, 2], kernels: [3, 5])])
    let (transfer, drawn, trained) = try transfer(to: space, from: space)
    #expect(transfer.weights.names == drawn.names)
    for name in drawn.names {
      let source = name.hasPrefix("classifier") ? drawn : trained
      #expect(transfer.weights[name] == source[name], "\(name)")
    }
    #expect(transfer.tensors == drawn.names.count - 2)
    #expect(transfer.values == drawn.count - 3 * 6 - 3)
    #expect(transfer.drawnLayers == ["classifier"])
  }

  @Test func `Of a wider and deeper space leading slices are taken`() throws {
    let small = space([unit(6)])
    let large = space([unit(9, depths: [1, 2], 3)], stem: 5, head: 8)
    let (transfer, _, trained) = try transfer(to: small, from: large)
    let taken = try #require(transfer.weights["u1.b0.expand.weight"])
    let whole = try #require(trained["u1.b0.expand.weight"])
    #expect(taken.shape == [8, 4, 1, 1] && whole.shape == [15, 5, 1, 1])
    for (row, column) in [(0, 0), (3, 2), (7, 3)] {
      #expect(taken.values[row * 4 + column] == whole.values[row * 5 + column])
    }
    #expect(transfer.drawnLayers == ["classifier"])
  }

  @Test func `What lies outside of a narrower source keeps its drawn values`() throws {
    let (transfer, drawn, trained) = try transfer(
      to: space([unit(9)]), from: space([unit(6)]))
    let values = try #require(transfer.weights["u1.b0.project.bn.weight"]?.values)
    #expect(values.count == 9 && Array(values[..<6]) == trained["u1.b0.project.bn.weight"]?.values)
    let project = try #require(transfer.weights["u1.b0.project.weight"]?.values)
    #expect(Array(project[..<48]) == trained["u1.b0.project.weight"]?.values)
    #expect(Array(project[48...]) == drawn["u1.b0.project.weight"].map { Array($0.values[48...]) })
  }

  @Test func `A tensor that is larger in one way and smaller in another is drawn`() throws {
    // 12 x 4 against 8 x 5.
    let (transfer, drawn, _) = try transfer(
      to: space([unit(6, 3)]), from: space([unit(6, 1)], stem: 12))
    #expect(transfer.weights["u1.b0.expand.weight"] == drawn["u1.b0.expand.weight"])
    #expect(transfer.drawnLayers == ["u1.b0.expand", "u1.b0.expand.bn", "classifier"])
  }

  @Test func `Units are matched from the last one backwards`() throws {
    let (transfer, drawn, trained) = try transfer(
      to: space([unit(4, 1), unit(6)]), from: space([unit(6)]))
    #expect(transfer.weights["u2.b0.project.weight"] == trained["u1.b0.project.weight"])
    #expect(transfer.weights["u1.b0.project.weight"] == drawn["u1.b0.project.weight"])
    #expect(
      transfer.drawnLayers == [
        "u1.b0.depthwise", "u1.b0.depthwise.bn", "u1.b0.project", "u1.b0.project.bn", "classifier",
      ])
    let back = try self.transfer(to: space([unit(6)]), from: space([unit(4, 1), unit(6)]))
    #expect(
      back.transfer.weights["u1.b0.project.weight"] == back.trained["u2.b0.project.weight"])
  }

  @Test func `A smaller depthwise kernel is the one that the supernet has for its side`() throws {
    let source = space([unit(6, kernels: [3, 5, 7])])
    let (transfer, _, trained) = try transfer(to: space([unit(6, kernels: [3, 5])]), from: source)
    var architecture = source.largest
    architecture.units[0][0].kernel = 5
    let extracted = try Supernet(source).extracted(architecture, from: trained)
    #expect(transfer.weights["u1.b0.depthwise.weight"] == extracted["u1.b0.depthwise.weight"])
    #expect(
      transfer.weights["u1.b0.depthwise.transform.5to3"]
        == trained["u1.b0.depthwise.transform.5to3"])
    #expect(transfer.drawnLayers == ["classifier"])
  }

  @Test func `A larger depthwise kernel has zeros around that of the supernet`() throws {
    let (transfer, drawn, trained) = try transfer(
      to: space([unit(6, kernels: [3, 5])]), from: space([unit(6)]))
    let (kernel, inner) = (
      try #require(transfer.weights["u1.b0.depthwise.weight"]?.values),
      try #require(trained["u1.b0.depthwise.weight"]?.values)
    )
    for row in 0..<5 {
      for column in 0..<5 {
        let isInside = (1...3).contains(row) && (1...3).contains(column)
        #expect(
          kernel[25 + 5 * row + column]
            == (isInside ? inner[9 + 3 * (row - 1) + column - 1] : 0))
      }
    }
    let step = "u1.b0.depthwise.transform.5to3"
    #expect(transfer.weights[step] == drawn[step])
  }

  @Test func `Weights for colour serve grey images as they serve grey colours`() throws {
    let (grey, colour) = (space([unit(6)], imageChannels: 1), space([unit(6)]))
    let (toGrey, toColour) = (
      try transfer(to: grey, from: colour), try transfer(to: colour, from: grey)
    )
    let whole = try #require(toGrey.trained["stem.weight"]?.values)
    let sum = try #require(toGrey.transfer.weights["stem.weight"]?.values)
    #expect(sum.count == 36 && sum[4] == whole[4] + whole[13] + whole[22])
    let single = try #require(toColour.trained["stem.weight"]?.values)
    let third = try #require(toColour.transfer.weights["stem.weight"]?.values)
    #expect(third.count == 108 && third[22] == single[4] / 3)
  }

  @Test(arguments: ["mobile-64", "mobile-96", "mobile-160", "mobile-32"])
  func `The spaces for photographs agree with the pretrained one in all but the classifier`(
    name: String
  ) throws {
    let (space, source) = (try SearchSpace.builtIn(name), SearchSpace.mobile32Large())
    let (drawn, trained) = (
      try Supernet(space).initialWeights(seed: 1), try Supernet(source).initialWeights(seed: 2)
    )
    let transfer = try WeightTransfer(into: drawn, of: space, from: trained, of: source)
    let extra = ["u1.b0.depthwise", "u1.b0.depthwise.bn", "u1.b0.project", "u1.b0.project.bn"]
    #expect(transfer.drawnLayers == (name == "mobile-160" ? extra : []) + ["classifier"])
    let first = try #require(transfer.weights["head.weight"]?.values.first)
    #expect(first == trained["head.weight"]?.values.first)
  }
}
