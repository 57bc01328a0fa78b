/// The 64-bit FNV-1a hash of lines of text, each with a line feed behind it, in hexadecimal.
///
/// What a seed gives is stored as such a hash, so that a rewrite is seen to keep it.
package func fingerprint(_ lines: some Sequence<String>) -> String {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for line in lines {
    for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash = (hash ^ 10) &* 0x100_0000_01B3
  }
  return String(hash, radix: 16)
}
