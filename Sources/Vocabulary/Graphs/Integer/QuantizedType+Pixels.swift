extension QuantizedType {
  /// The stored value of every 8-bit pixel, per channel: `round(((p / 255 − mean) / std) / scale) + Z`, clamped.
  ///
  /// Emitted code and Swift both look images up in it, so that they see the same input bytes.
  /// - Parameters:
  ///   - mean: per channel or one for all channels, on the scale 0 to 1 of `p / 255`.
  ///   - std: as many as means, above 0.
  /// - Returns: one table of 256 values for each mean.
  package func pixelTables(mean: [Float], std: [Float]) -> [[Int8]] {
    require(mean.count == std.count, "Mean and standard deviation are per channel.")
    return zip(mean, std).map { mean, std in
      (0...255).map { pixel in
        let real = (Float(pixel) / 255 - mean) / std
        let stored = (Double(real) / scale).rounded() + Double(zeroPoint)
        return Int8(max(Double(precision.minimum), min(Double(precision.maximum), stored)))
      }
    }
  }
}
