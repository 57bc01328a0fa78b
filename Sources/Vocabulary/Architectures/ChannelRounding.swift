/// The multiple of `divisor` that is nearest to a number of channels, at least `divisor` and never
/// less than nine tenths of the number (arXiv 1801.04381, as in its published implementation).
func roundedChannels(_ channels: Double, toMultipleOf divisor: Int) -> Int {
  let rounded = max(divisor, Int(channels + Double(divisor) / 2) / divisor * divisor)
  return Double(rounded) < 0.9 * channels ? rounded + divisor : rounded
}
