import Graphs
import Randomness

/// The built-in spectrograms: a pattern of sound at any moment and pitch, in noise and beside short
/// sounds that say nothing; its course over time is the class.
///
/// Only additions, multiplications, divisions and comparisons make the values, so they end in the same
/// bytes everywhere.
enum GeneratedSpectrograms {
  /// How pitch and loudness change over time; each class has one.
  enum Course: String, CaseIterable {
    case silence
    case hiss
    case tone
    case chord
    case rising
    case falling
    case hump
    case dip
    case click
    case doubleClick = "double click"
    case trill
    case warble
  }

  /// The class names, for example `double click`.
  static let classes = Course.allCases.map(\.rawValue)

  /// 49 frames of 10 bands, as keyword spotting of MLPerf Tiny reads (arXiv 2106.07597).
  static let shape = Shape(height: 49, width: 10, channels: 1)

  /// How loud the pattern is, in steps of 8 bits; noise reaches `noise` either way.
  private static let loudness = 40.0...105.0
  private static let noise = 60.0
  /// The level without any sound, which differs between recordings.
  private static let floor = 50.0...80.0
  /// Frames that a lasting pattern takes.
  private static let duration = 16.0...32.0
  /// Bands that a pattern reaches to either side of its pitch.
  private static let width = 1.1...1.7
  /// Short sounds beside the pattern, at most as many.
  private static let distractions = 3

  /// The bytes of one spectrogram of this class.
  static func spectrogram(of label: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    let (frames, bands) = (shape.height, shape.width)
    var energy = [Double](repeating: generator.number(in: floor), count: frames * bands)
    for _ in 0..<generator.index(below: distractions + 1) { distract(&energy, &generator) }
    let pattern = Pattern(Course.allCases[label], &generator)
    for frame in 0..<frames {
      for band in 0..<bands {
        energy[frame * bands + band] += pattern.energy(frame: Double(frame), band: Double(band))
      }
    }
    return energy.map { value in
      // The sum of two uniform numbers: small noise is likelier than large.
      let noise = (generator.unit() + generator.unit() - 1) * noise
      return UInt8(max(0, min(255, value + noise)).rounded())
    }
  }

  /// Adds a short sound in one or two bands.
  private static func distract(_ energy: inout [Double], _ generator: inout SeededGenerator) {
    let (frames, bands) = (shape.height, shape.width)
    let start = generator.index(below: frames)
    let end = min(frames, start + 2 + generator.index(below: 4))
    let band = generator.index(below: bands - 1)
    let bandEnd = band + 1 + generator.index(below: 2)
    let gain = generator.number(in: 20...70)
    for frame in start..<end {
      for band in band..<bandEnd { energy[frame * bands + band] += gain }
    }
  }

  /// A pattern at its moment and pitch.
  private struct Pattern {
    let course: Course
    let gain: Double
    let start: Double
    let length: Double
    /// The band at the beginning, and how far the course leads away from it.
    let pitch: Double
    let span: Double
    let width: Double
    /// Frames of a turn of trills and warbles, and between two clicks.
    let period: Double

    init(_ course: Course, _ generator: inout SeededGenerator) {
      self.course = course
      gain = generator.number(in: loudness)
      length = generator.number(in: duration)
      start = generator.number(in: 1...Double(shape.height - 2) - length)
      span = generator.number(in: 2.4...4.5)
      let highest = Double(shape.width - 1)
      // A course that leads away from its pitch stays within the bands.
      switch course {
      case .falling, .dip: pitch = generator.number(in: span...highest)
      case .silence, .hiss, .tone, .chord, .rising, .hump, .click, .doubleClick, .trill, .warble:
        pitch = generator.number(in: 0...highest - span)
      }
      width = generator.number(in: GeneratedSpectrograms.width)
      period = generator.number(in: 5...8)
    }

    /// What the pattern adds to a band in a frame.
    func energy(frame: Double, band: Double) -> Double {
      let time = frame - start
      switch course {
      case .silence: return 0
      case .click: return isWithin(time, 0...2) ? 0.7 * gain : 0
      case .doubleClick:
        return isWithin(time, 0...2) || isWithin(time, period...period + 2) ? 0.7 * gain : 0
      case .hiss, .tone, .chord, .rising, .falling, .hump, .dip, .trill, .warble: break
      }
      guard isWithin(time, 0...length) else { return 0 }
      let share = time / length
      let turn = time / period
      let isFirstHalf = turn - Double(Int(turn)) < 0.5
      let arc = 4 * share * (1 - share)
      switch course {
      case .hiss: return 0.35 * gain
      case .tone: return peak(at: pitch, band)
      case .chord: return peak(at: pitch, band) + peak(at: pitch + span, band)
      case .rising: return peak(at: pitch + share * span, band)
      case .falling: return peak(at: pitch - share * span, band)
      case .hump: return peak(at: pitch + arc * span, band)
      case .dip: return peak(at: pitch - arc * span, band)
      case .trill: return isFirstHalf ? peak(at: pitch, band) : 0
      case .warble: return peak(at: isFirstHalf ? pitch : pitch + span, band)
      case .silence, .click, .doubleClick: return 0
      }
    }

    private func isWithin(_ time: Double, _ range: ClosedRange<Double>) -> Bool {
      range.contains(time)
    }

    /// A triangle around a pitch.
    private func peak(at pitch: Double, _ band: Double) -> Double {
      let distance = band < pitch ? pitch - band : band - pitch
      return max(0, 1 - distance / width) * gain
    }
  }
}
