import Graphs

extension Emitter {
  /// What makes the input of a camera frame, `model_frame.h`.
  func frameHeader(_ preprocessing: Preprocessing) -> String {
    let (name, macro) = (prefix.text, prefix.macro)
    return """
      \(CText.banner)
      /* Camera frames as \(CText.comment(description.name)) reads them, with the bytes of its training:
       * \(description(of: preprocessing)).
       *
       *   static uint32_t scratch[\(macro)_FRAME_SCRATCH(320, 240) / 4 + 1];
       *   const thimble_frame frame = {pixels, 320, 240, 640, THIMBLE_RGB565_BE};
       *   if (\(name)_read_frame(&frame, \(name)_input(), scratch, sizeof scratch) == 0) {
       *     \(resultStatement)
       *   } */
      #ifndef \(macro)_FRAME_H
      #define \(macro)_FRAME_H

      #include "\(name).h"
      #include "\(KernelLibrary.folder)/thimble_image.h"

      #ifdef __cplusplus
      extern "C" {
      #endif

      /* The side of the images of the data set. */
      #define \(macro)_FRAME_SIDE \(preprocessing.side)

      /* Bytes of scratch for frames of this size. */
      #define \(macro)_FRAME_SCRATCH(width, height) \\
        THIMBLE_FRAME_SCRATCH(width, height, \(macro)_FRAME_SIDE, \(macro)_INPUT_HEIGHT, \(macro)_INPUT_CHANNELS)

      /* Writes the stored input values of a frame; scratch is aligned to 4 bytes. Returns 0, or -1 where
       * a size is out of range or scratch is too small. */
      static inline int \(name)_read_frame(const thimble_frame *frame, int8_t *input, void *scratch,
                                           size_t scratch_bytes) {
        thimble_preprocessing how;
        how.side = \(macro)_FRAME_SIDE;
        how.resolution = \(macro)_INPUT_HEIGHT;
        how.channels = \(macro)_INPUT_CHANNELS;
        how.tables = \(name)_pixel_tables[0];
        return thimble_read_frame(frame, &how, input, scratch, scratch_bytes);
      }

      #ifdef __cplusplus
      }
      #endif

      #endif

      """
  }

  /// The way from a picture to the input in words.
  private func description(of preprocessing: Preprocessing) -> String {
    let resolution = graph.inputValue.shape.width
    let second = resolution == preprocessing.side ? "" : ", then to \(resolution)"
    return "\(preprocessing.colours.rawValue), \(preprocessing.crop.rawValue), resampled to "
      + "\(preprocessing.side) pixels\(second) (\(preprocessing.filter.rawValue))"
  }
}
