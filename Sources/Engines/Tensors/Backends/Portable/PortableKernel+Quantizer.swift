import Graphs

extension PortableKernel {
  /// Rounds to steps between the ends of a range, in every pass.
  ///
  /// The gradient passes strictly between the ends; what arrives at and beyond an end belongs to the
  /// clip.
  static func quantizer(_ op: FakeQuantizer, _ request: KernelRequest) -> PortableKernel {
    let layout = request.output
    let levels = (lower: Float(op.levels.lowerBound), upper: Float(op.levels.upperBound))
    return PortableKernel { buffers, _ in
      let (input, output) = (buffers.inputs[0], buffers.output)
      let step = op.step(clip: buffers.parameters.first?.pointee)
      // Multiplied, as the fast twin does.
      let perStep = 1 / step
      layout.clear(output)
      layout.visit { _, _, _, offset in
        let place = min(max(input[offset] * perStep, levels.lower), levels.upper)
        output[offset] = step * place.rounded()
      }
    } backward: { buffers, _ in
      guard let dy = buffers.outputGradient else { return }
      let (input, dx) = (buffers.inputs[0], buffers.inputGradients[0])
      let ends = op.ends(clip: buffers.parameters.first?.pointee)
      if let dx { layout.clear(dx) }
      var clipGradient = 0.0
      layout.visit { _, _, _, offset in
        let value = input[offset]
        if value >= ends.upper {
          clipGradient += Double(dy[offset])
        } else if value > ends.lower {
          dx?[offset] = dy[offset]
        } else if op.range == .symmetric {
          clipGradient -= Double(dy[offset])
        }
      }
      buffers.parameterGradients.first?.pointee = Float(clipGradient)
    }
  }
}

extension FakeQuantizer {
  /// The ends of the range.
  ///
  /// - Parameter clip: as it is stored; a fixed range has none.
  func ends(clip: Float?) -> (lower: Float, upper: Float) {
    switch range {
    case .unsigned: (0, max(clip ?? 0, Self.leastClip))
    case .symmetric: (-max(clip ?? 0, Self.leastClip), max(clip ?? 0, Self.leastClip))
    case .fixed(let scale, _):
      (scale * Float(levels.lowerBound), scale * Float(levels.upperBound))
    }
  }
}
