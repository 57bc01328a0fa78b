/// Channels of images that hardly vary beside the others, as of a camera behind a filter.
///
/// Divided by so small a standard deviation, a channel would be blown up, and its pixels of 0 to 255 would
/// reach so far that few steps of the input were left for the others.
package enum DarkChannels {
  /// The share of the largest standard deviation up to which a channel is dark; normalisation divides
  /// by no less.
  package static let leastShare: Float = 0.25

  /// The numbers of the dark channels.
  package static func indices(std: [Float]) -> [Int] {
    let least = (std.max() ?? 0) * leastShare
    return std.indices.filter { std[$0] <= least }
  }
}
