extension Firmware {
  /// The image, as stored values, on which projects compare the network with the reference.
  package static func checkImage(bytes: Int) -> [Int8] {
    var state: UInt32 = 12345
    return (0..<bytes).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int8(truncatingIfNeeded: Int(state >> 24) - 128)
    }
  }

  /// The same firmware with a function that compares the network with the reference, for projects.
  ///
  /// - Parameter expected: what the reference gives for ``checkImage(bytes:)``.
  package func checked(against expected: [Int8]) -> Firmware {
    var firmware = self
    firmware.check = """
      \(CText.banner)
      /* Compares the network with the reference on one image. */
      #include "\(name.text).h"

      int \(name.text)_check(void);

      /* The number of bytes that differ. */
      int \(name.text)_check(void) {
        static const int8_t expected[\(name.macro)_OUTPUT_BYTES] = {
      \(CText.lines(expected.map { "\($0)" }, indent: "      "))
        };
        int8_t *input = \(name.text)_input();
        const int8_t *output;
        uint32_t state = 12345u;
        int differing = 0;
        for (size_t i = 0; i < \(name.macro)_INPUT_BYTES; i++) {
          state = state * 1664525u + 1013904223u;
          input[i] = (int8_t)((int32_t)(state >> 24) - 128);
        }
        output = \(name.text)_invoke();
        for (size_t i = 0; i < \(name.macro)_OUTPUT_BYTES; i++) differing += output[i] != expected[i];
        return differing;
      }

      """
    return firmware
  }
}
