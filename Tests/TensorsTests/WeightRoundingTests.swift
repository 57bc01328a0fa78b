import CTensorKernels
import Graphs
import Testing

@testable import Tensors

/// Weights that are rounded where they are read, against the formulas in double precision.
struct WeightRoundingTests {
  /// Which steps a layer has.
  enum Steps: CaseIterable { case perOutput, perLayer, ratios }

  @Test func `Rounded weights are the reference's integers times the step`() {
    let weights: [Float] = [-0.37, -0.1, 0, 0.22, 0.51]
    for (precision, step, codes) in [
      (Precision.bits8, 0.003_450_980_4, [-107, -29, 0, 64, 127]),
      (.bits4, 0.058_666_665, [-6, -2, 0, 4, 7]), (.bits2, 0.293_333_3, [-1, 0, 0, 1, 1]),
    ] as [(Precision, Float, [Float])] {
      var all = Weights()
      all["w"] = Tensor(shape: [1, 5], values: weights)
      all["w.step"] = Tensor(shape: [1], values: [step])
      let quantization = WeightQuantization(precision: precision, steps: "w.step")
      let view = ParameterView(source: "w", shape: [1, 5], quantization: quantization)
      #expect(ParameterStore(all).tensor(view).values == codes.map { step * $0 })
      #expect(weights.map { Float(quantization.code(of: $0, step: step)) } == codes)
    }
  }

  @Test(arguments: slices, Steps.allCases)
  func `Weights are rounded to the steps of their outputs, and gradients pass straight through`(
    slice: ParameterSliceTests.Slice, steps: Steps
  ) {
    for precision in Precision.allCases {
      let example = Example(slice, steps, precision)
      let view = ParameterView(
        source: "w", shape: slice.shape, quantization: example.quantization)
      #expect(example.store.tensor(view).values == example.values, "\(precision)")
      let sums = example.sums(of: view)
      // Twice, as gradients add up.
      expectAgreement(
        sums("w"), example.weightGradients.map { 2 * $0 }, within: 1e-6, "\(precision)")
      expectAgreement(
        sums("w.step"), example.stepGradients.map { 2 * $0 }, within: 1e-5, floor: 0.01,
        "steps, \(precision)")
      #expect(sums("w.ratio").allSatisfy { $0 == 0 })
    }
  }

  @Test(arguments: InstructionSets.present, [1, 9, 16, 37])
  func `Every instruction set rounds alike`(set: Int, count: Int) throws {
    let table = try #require(tensor_kernels_of(Int32(set))).pointee
    var draw = Draw(seed: 33)
    let (weights, gradients) = (draw.values(count), draw.values(count))
    var (rounded, sums) = ([Float](repeating: 9, count: count), draw.values(count))
    let before = sums
    table.round_weights(weights, 0.1, 7, &rounded, count)
    let slope = table.round_weights_backward(weights, 0.1, 7, gradients, &sums, count)
    var expected: Float = 0
    for index in 0..<count {
      let place = weights[index] / 0.1
      let code = min(max(place, -7), 7).rounded()
      #expect(rounded[index] == 0.1 * code)
      #expect(sums[index] == before[index] + (abs(place) <= 7 ? gradients[index] : 0))
      expected += gradients[index] * (abs(place) <= 7 ? code - place : code)
    }
    #expect(abs(slope - expected) < 1e-4)
    table.round_weights([.nan], 0.1, 7, &rounded, 1)
    #expect(rounded[0].isNaN)
  }

  @Test func `Rounding comes behind the transforms of kernels, and gradients go back through both`()
  {
    var draw = Draw(seed: 34)
    var weights = Weights()
    weights["w"] = Tensor(shape: [3, 1, 5, 5], values: draw.values(75))
    weights["5to3"] = Tensor(shape: [9, 9], values: draw.values(81))
    weights["w.step"] = Tensor(shape: [3], values: [0.2, 0.3, 0.4])
    let store = ParameterStore(weights)
    let plain = ParameterView(
      source: "w", shape: [2, 1, 3, 3],
      transforms: [ParameterView.KernelTransform(matrix: "5to3", side: 3)])
    var rounded = plain
    rounded.quantization = WeightQuantization(precision: .bits4, steps: "w.step")
    let steps: [Float] = [0.2, 0.3]
    let values = store.tensor(plain).values
    let found = store.tensor(rounded).values
    #expect(
      found
        == values.enumerated().map {
          steps[$0.offset / 9] * min(max($0.element / steps[$0.offset / 9], -7), 7).rounded()
        })
    let gradients = draw.values(18)
    let passed = gradients.indices.map { index in
      abs(values[index] / steps[index / 9]) <= 7 ? gradients[index] : 0
    }
    func sums(_ view: ParameterView, _ gradients: [Float]) -> [[Float]] {
      let sums = GradientSums(of: store)
      ParameterSlice(view, in: store).add(gradients, from: store, to: sums.base)
      return ["w", "5to3"].map { sums.values(of: $0, in: store) }
    }
    #expect(sums(rounded, gradients) == sums(plain, passed))
  }

  static let slices = [
    ParameterSliceTests.Slice(stored: [5, 6], shape: [5, 6]),
    ParameterSliceTests.Slice(stored: [4, 3, 3, 3], shape: [4, 3, 3, 3]),
    ParameterSliceTests.Slice(stored: [20, 1, 3, 3], shape: [20, 1, 3, 3]),
    ParameterSliceTests.Slice(stored: [5, 6], shape: [3, 4]),
    ParameterSliceTests.Slice(stored: [4, 3, 5, 5], shape: [3, 2, 3, 3]),
  ]

  /// Drawn weights with their rounded values and gradients, computed one by one.
  private struct Example {
    let store: ParameterStore
    let quantization: WeightQuantization
    /// Of the view.
    private(set) var values: [Float] = []
    /// Of the stored tensors.
    private(set) var weightGradients: [Float]
    private(set) var stepGradients: [Float]
    private let gradients: [Float]

    init(_ slice: ParameterSliceTests.Slice, _ steps: Steps, _ precision: Precision) {
      var draw = Draw(seed: 31)
      let outputs = slice.stored[0]
      let most = Float(precision.maximum)
      var weights = Weights()
      weights["w"] = Tensor(shape: slice.stored, values: draw.values(slice.count))
      // Some weights lie beyond the ends.
      let stepCount = steps == .perOutput ? outputs : 1
      let drawn = draw.values(stepCount, 0.5...1.2).map { $0 / most }
      weights["w.step"] = Tensor(shape: [stepCount], values: drawn)
      var ratios = draw.values(outputs, 0.6...1.4)
      // A batch norm with a negative or no factor turns or removes a channel.
      ratios[1] *= -1
      ratios[2] = 0
      weights["w.ratio"] = Tensor(shape: [outputs], values: ratios)
      store = ParameterStore(weights)
      quantization = WeightQuantization(
        precision: precision, steps: "w.step", ratios: steps == .ratios ? "w.ratio" : nil)
      weightGradients = [Float](repeating: 0, count: slice.count)
      let places = slice.places
      gradients = draw.values(places.count)
      let rowCount = places.count / slice.shape[0]
      let sharing = steps == .perOutput ? rowCount : places.count
      let share = 1 / (Double(sharing) * Double(most)).squareRoot()
      var sums = [Double](repeating: 0, count: stepCount)
      for (index, place) in places.enumerated() {
        let output = index / rowCount
        let ratio = steps == .ratios ? ratios[output] : 1
        let step = drawn[steps == .perOutput ? output : 0] * ratio
        guard step != 0, let weight = weights["w"]?.values[place] else {
          values.append(0)
          continue
        }
        let steps = weight / step
        let code = min(max(steps, -most), most).rounded()
        values.append(step * code)
        let isInside = abs(steps) <= most
        if isInside { weightGradients[place] = gradients[index] }
        sums[stepCount == 1 ? 0 : output] +=
          Double(gradients[index]) * Double(ratio) * Double(isInside ? code - steps : code)
      }
      stepGradients = sums.map { Float($0 * share) }
    }

    /// What two additions through a view leave, by the name of the tensor.
    func sums(of view: ParameterView) -> (String) -> [Float] {
      let sums = GradientSums(of: store)
      let slice = ParameterSlice(view, in: store)
      for _ in 0..<2 { slice.add(gradients, from: store, to: sums.base) }
      return { sums.values(of: $0, in: store) }
    }
  }
}

extension GradientSums {
  fileprivate func values(of name: String, in store: ParameterStore) -> [Float] {
    let count = store.values(of: name).count
    return Array(UnsafeBufferPointer(start: base + store.offset(of: name), count: count))
  }
}
