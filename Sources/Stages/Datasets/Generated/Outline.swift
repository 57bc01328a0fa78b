/// The outline of a figure inside the unit circle.
enum Outline {
  case triangle
  case square
  case star
  case cross
  case ring
  // Those of fragments only.
  case bar
  case wedge
  case disc

  /// The outlines that tell classes apart, in the order of the classes.
  static let ofClasses: [Outline] = [.triangle, .square, .star, .cross, .ring]
  /// The outlines of the clutter.
  static let ofFragments: [Outline] = [.bar, .wedge, .disc]

  /// The corners in order, as `(u, v)`; empty for round outlines.
  private var corners: [(u: Double, v: Double)] {
    switch self {
    case .triangle: [(0, -1), (0.866, 0.5), (-0.866, 0.5)]
    case .square: [(-0.63, -0.63), (0.63, -0.63), (0.63, 0.63), (-0.63, 0.63)]
    case .star:
      [
        (0, -1), (0.282, -0.389), (0.951, -0.309), (0.457, 0.148), (0.588, 0.809), (0, 0.48),
        (-0.588, 0.809), (-0.457, 0.148), (-0.951, -0.309), (-0.282, -0.389),
      ]
    case .cross:
      [
        (-0.3, -0.92), (0.3, -0.92), (0.3, -0.3), (0.92, -0.3), (0.92, 0.3), (0.3, 0.3),
        (0.3, 0.92), (-0.3, 0.92), (-0.3, 0.3), (-0.92, 0.3), (-0.92, -0.3), (-0.3, -0.3),
      ]
    case .bar: [(-0.97, -0.25), (0.97, -0.25), (0.97, 0.25), (-0.97, 0.25)]
    case .wedge: [(-0.8, -0.5), (0.9, -0.3), (0.1, 0.7)]
    case .ring, .disc: []
    }
  }

  /// The squared radii between which a round outline lies, or nil.
  private var squaredRadii: ClosedRange<Double>? {
    switch self {
    case .ring: 0.21...0.72
    case .disc: 0...0.6
    case .triangle, .square, .star, .cross, .bar, .wedge: nil
    }
  }

  /// A test whether a point lies inside.
  var containment: (_ u: Double, _ v: Double) -> Bool {
    if let radii = squaredRadii {
      return { u, v in radii.contains(u * u + v * v) }
    }
    let corners = corners
    let edges = zip(corners, corners.dropFirst() + corners.prefix(1)).map { first, second in
      // The edge's slope saves a division per point.
      (
        u: first.u, v: first.v, end: second.v,
        slope: first.v == second.v ? 0 : (second.u - first.u) / (second.v - first.v)
      )
    }
    return { u, v in
      // A ray to the right crosses the outline an odd number of times.
      var isInside = false
      for edge in edges where (edge.v > v) != (edge.end > v) {
        if u < edge.u + (v - edge.v) * edge.slope { isInside.toggle() }
      }
      return isInside
    }
  }
}
