extension UInt64 {
  /// A seed of its own for the part `number` of what this seed rules (the finalizer of SplitMix64).
  ///
  /// Chains of it give unrelated numbers, as for the value in the layer in the chunk of a step.
  func mixed(with number: Int) -> UInt64 {
    var z = self &+ (UInt64(truncatingIfNeeded: number) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
