import Graphs
import Tensors
import Testing

struct ParameterViewTests {
  private static func store(matrix7to5: [Float]? = nil) -> ParameterStore {
    var weights = Weights()
    weights["dw"] = Tensor(shape: [2, 1, 7, 7], values: (0..<98).map(Float.init))
    for (name, side) in [("7to5", 5), ("5to3", 3)] {
      let area = side * side
      let identity: [Float] = (0..<area * area).map { $0 % (area + 1) == 0 ? 1 : 0 }
      weights[name] = Tensor(shape: [area, area], values: identity)
    }
    if let matrix7to5 { weights["7to5"] = Tensor(shape: [25, 25], values: matrix7to5) }
    return ParameterStore(weights)
  }

  private static let chain = [
    ParameterView.KernelTransform(matrix: "7to5", side: 5),
    ParameterView.KernelTransform(matrix: "5to3", side: 3),
  ]

  @Test func `Leading entries are taken of every dimension but the kernel's`() {
    var weights = Weights()
    weights["w"] = Tensor(shape: [3, 4], values: (0..<12).map(Float.init))
    let part = ParameterStore(weights).tensor(ParameterView(source: "w", shape: [2, 3]))
    #expect(part == Tensor(shape: [2, 3], values: [0, 1, 2, 4, 5, 6]))
  }

  @Test func `Identity matrices leave the crop at the centre`() {
    let cropped = Self.store().tensor(ParameterView(source: "dw", shape: [1, 1, 3, 3]))
    #expect(cropped.values == [16, 17, 18, 23, 24, 25, 30, 31, 32])
    let view = ParameterView(source: "dw", shape: [1, 1, 3, 3], transforms: Self.chain)
    #expect(Self.store().tensor(view) == cropped)
  }

  @Test func `The chain multiplies the 5 x 5 kernel before it is cropped`() {
    // Every entry of the 5 x 5 kernel becomes the first one of the crop, which is not in the 3 x 3.
    let matrix: [Float] = (0..<625).map { $0 % 25 == 0 ? 2 : 0 }
    let view = ParameterView(source: "dw", shape: [2, 1, 3, 3], transforms: Self.chain)
    let kernels = Self.store(matrix7to5: matrix).tensor(view)
    #expect(kernels.values == [Float](repeating: 16, count: 9) + .init(repeating: 114, count: 9))
  }
}
