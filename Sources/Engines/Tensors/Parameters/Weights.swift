/// Named tensors beside a graph, in a fixed order; names and shapes are those of PyTorch.
package struct Weights: Equatable, Sendable {
  /// The names in the order in which they were added.
  package private(set) var names: [String] = []
  private var tensors: [String: Tensor] = [:]

  package init() {}

  /// The tensor of this name; a new name goes to the end, nil removes it.
  package subscript(name: String) -> Tensor? {
    get { tensors[name] }
    set {
      if tensors[name] == nil, newValue != nil { names.append(name) }
      if newValue == nil { names.removeAll { $0 == name } }
      tensors[name] = newValue
    }
  }

  /// The number of values of all tensors.
  package var count: Int { tensors.values.reduce(0) { $0 + $1.values.count } }
}
