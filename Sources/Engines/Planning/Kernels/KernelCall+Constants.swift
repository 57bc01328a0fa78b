extension Sequence<KernelCall> {
  /// The arrays of constants of an image in the order of the calls, each content once: the place of the
  /// call that is the first to read it, and the member that points to it.
  package var uniqueConstants: [(call: Int, field: String, value: KernelConstant)] {
    var all: [(call: Int, field: String, value: KernelConstant)] = []
    for (call, fields) in map(\.kernel.fields).enumerated() {
      for (field, value) in fields.flatMap(\.constants)
      where !all.contains(where: { $0.value == value }) {
        all.append((call, field, value))
      }
    }
    return all
  }
}

extension KernelField {
  /// The constants in the member, by the names of the members that point to them.
  fileprivate var constants: [(field: String, value: KernelConstant)] {
    switch value {
    case .int, .none: []
    case .constant(let constant): [(name, constant)]
    case .structure(let members): members.flatMap(\.constants)
    }
  }
}
