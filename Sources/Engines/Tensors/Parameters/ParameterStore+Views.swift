package import Graphs

extension ParameterStore {
  /// The values that `view` shows, as a tensor of its own.
  ///
  /// The engine reads its parameters in the same way, so a network that has such copies computes
  /// the same bytes as one that has the views.
  package func tensor(_ view: ParameterView) -> Tensor {
    let slice = ParameterSlice(view, in: self)
    let values = [Float](unsafeUninitializedCapacity: slice.count) { values, count in
      if let base = values.baseAddress { slice.read(from: self, into: base) }
      count = slice.count
    }
    return Tensor(shape: view.shape, values: values)
  }
}
