/// The rules that operations without parameters put on the shapes of their inputs.
package enum ElementWise {
  package static let sameShape: [Constraint<[Shape]>] = [
    Constraint("Both inputs have one shape.") {
      $0[0] == $0[1] ? nil : "they are \($0[0]) and \($0[1])"
    }
  ]

  package static let sameShapeOrPerChannel: [Constraint<[Shape]>] = [
    Constraint("The second input has the shape of the first, or one value per channel.") {
      $0[1] == $0[0] || $0[1] == Shape(features: $0[0].channels)
        ? nil : "they are \($0[0]) and \($0[1])"
    }
  ]

  package static let sameArea: [Constraint<[Shape]>] = [
    Constraint("All inputs have one height and width.") { shapes in
      shapes.allSatisfy { ($0.height, $0.width) == (shapes[0].height, shapes[0].width) }
        ? nil : "they are \(shapes.map(\.description).joined(separator: ", "))"
    }
  ]

  package static let vector: [Constraint<[Shape]>] = [
    Constraint("The input is a vector.") { $0[0].area == 1 ? nil : "it is \($0[0])" }
  ]
}
