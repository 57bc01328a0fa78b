import Datasets
import Foundation
import Graphs
import TestTools
import Testing

@Suite(.needs(.python, .curl, .tar, .gzip))
struct FetchingTests {
  /// What lies on the server, and what is known of it.
  private struct Offer {
    let server: TemporaryFolder
    var distribution: Distribution

    /// A tape archive of two files, and a file packed alone.
    init() throws {
      let server = try TemporaryFolder()
      let first = Array("first file\n".utf8)
      let second = (0..<5000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) }
      try server.write(first, "made-up/names.txt")
      try server.write(second, "made-up/data.bin")
      try server.write(second, "alone-ubyte")
      LoopbackServer.run("tar -czf made-up.tar.gz made-up && gzip alone-ubyte", in: server.url)
      func archive(
        _ name: String, _ packing: Distribution.Archive.Packing, _ files: [Distribution.File]
      ) throws -> Distribution.Archive {
        let bytes = try server.read(name)
        return Distribution.Archive(
          name, bytes: bytes.count, sha256: FetchingTests.sum(bytes), packing: packing,
          files: files)
      }
      self.server = server
      distribution = Distribution(
        name: "made-up", base: "http://127.0.0.1:9",
        archives: [
          try archive(
            "made-up.tar.gz", .tar(folder: "made-up"),
            [
              .init("names.txt"),
              .init("data.bin", bytes: 5000, sha256: FetchingTests.sum(second)),
            ]),
          try archive(
            "alone-ubyte.gz", .gzip,
            [.init("alone-ubyte", bytes: 5000, sha256: FetchingTests.sum(second))]),
        ])
    }
  }

  private static func sum(_ bytes: [UInt8]) -> String {
    var sum = SHA256()
    sum.update(bytes)
    return sum.digest
  }

  private let offer: Offer
  private let folder: TemporaryFolder

  init() throws {
    offer = try Offer()
    folder = try TemporaryFolder()
  }

  private func fetch(
    _ distribution: Distribution? = nil, from address: String? = nil,
    progress: @escaping @Sendable (Fetching.Progress) -> Void = { _ in },
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws -> [String] {
    try Fetching(
      distribution ?? offer.distribution, into: folder.url, from: address, progress: progress,
      shouldStop: shouldStop
    ).run()
  }

  private let all = ["alone-ubyte", "data.bin", "names.txt"]

  @Test func `Archives are downloaded, checked and unpacked; then no server is needed`() throws {
    let last = Locked<Fetching.Progress?>(nil)
    do {
      let server = try LoopbackServer(offer.server.url)
      let fetched = try fetch(from: server.address + "/") { progress in
        last.withLock { $0 = progress }
      }
      #expect(fetched == ["names.txt", "data.bin", "alone-ubyte"])
    }
    #expect(folder.names == all)
    #expect(try folder.read("names.txt") == Array("first file\n".utf8))
    #expect(try folder.read("data.bin") == (try folder.read("alone-ubyte")))
    let bytes = offer.distribution.archives[1].bytes
    #expect(
      last.withLock { $0 }
        == Fetching.Progress(archive: "alone-ubyte.gz", done: bytes, total: bytes))
    #expect(try fetch() == [])
  }

  @Test func `A file that was changed is fetched again, and only what belongs to it`() throws {
    let server = try LoopbackServer(offer.server.url)
    _ = try fetch(from: server.address)
    var bytes = try folder.read("alone-ubyte")
    bytes[17] ^= 1
    try folder.write(bytes, "alone-ubyte")
    #expect(try fetch(from: server.address) == ["alone-ubyte"])
    #expect(try folder.read("alone-ubyte") == (try folder.read("data.bin")))
  }

  @Test(arguments: [
    LoopbackServer.Habit.ranges, .plain,
  ])
  func `A connection that is cut off leaves a part, which the next time is completed`(
    habit: LoopbackServer.Habit
  ) throws {
    let archive = offer.distribution.archives[0]
    do {
      let server = try LoopbackServer(offer.server.url, .hangsUp)
      let sentence = text { _ = try fetch(from: server.address) }
      #expect(
        sentence.hasPrefix(
          "The download of '\(server.address)/made-up.tar.gz' ended after \(archive.bytes / 2) of "
            + "\(archive.bytes) bytes: curl: (18)"))
      #expect(sentence.hasSuffix("Repeat the command to go on from there."))
    }
    #expect(folder.names == ["made-up.tar.gz.partial"])
    let first = Locked<Int?>(nil)
    let server = try LoopbackServer(offer.server.url, habit)
    _ = try fetch(from: server.address) { progress in
      first.withLock { $0 = $0 ?? progress.done }
    }
    #expect(folder.names == all)
    #expect((first.withLock { $0 } ?? 0) >= archive.bytes / 2)
  }

  @Test func `An archive with another sum is not kept`() throws {
    let server = try LoopbackServer(offer.server.url)
    var distribution = offer.distribution
    let found = distribution.archives[0].sha256
    let expected = String(repeating: "0", count: 64)
    distribution.archives[0].sha256 = expected
    #expect(
      throws: FetchError.sum(file: "made-up.tar.gz", found: found, expected: expected)
    ) {
      try fetch(distribution, from: server.address)
    }
    #expect(folder.names == [])
  }

  @Test func `An unpacked file with another sum or length is not kept, nor are those beside it`()
    throws
  {
    let server = try LoopbackServer(offer.server.url)
    var distribution = offer.distribution
    distribution.archives[0].files[1].sha256 = String(repeating: "f", count: 64)
    #expect(
      text { _ = try fetch(distribution, from: server.address) }
        .hasPrefix("'data.bin' has the SHA-256 sum "))
    distribution.archives[0].files[1].bytes = 4999
    #expect(
      text { _ = try fetch(distribution, from: server.address) }
        .hasPrefix("'data.bin' has 5000 bytes; the original has 4999."))
    distribution.archives[0].files.append(.init("absent.txt"))
    #expect(
      text { _ = try fetch(distribution, from: server.address) }
        .hasPrefix("'made-up.tar.gz' cannot be unpacked: "))
    #expect(folder.names.filter { !$0.hasSuffix(".partial") } == [])
  }

  @Test func `A server that offers a shorter or longer file is told with both lengths`() throws {
    let server = try LoopbackServer(offer.server.url)
    let bytes = try offer.server.read("made-up.tar.gz")
    for found in [Array(bytes.dropLast(7)), bytes + [0]] {
      try offer.server.write(found, "made-up.tar.gz")
      #expect(
        throws: FetchError.length(
          file: "made-up.tar.gz", found: found.count, expected: bytes.count)
      ) {
        try fetch(from: server.address)
      }
      #expect(folder.names == [])
    }
  }

  @Test func `A file that is not on the server, and a server that is not there, are told`() throws {
    let server = try LoopbackServer(offer.server.url)
    try offer.server.remove("made-up.tar.gz")
    let sentence = text { _ = try fetch(from: server.address) }
    #expect(
      sentence.hasPrefix(
        "'\(server.address)/made-up.tar.gz' cannot be downloaded: curl: (22) The requested URL "
          + "returned error: 404"))
    #expect(
      sentence.hasSuffix(". Check the connection, or name another server with '--url'."))
    #expect(text { _ = try fetch() }.contains("made-up.tar.gz' cannot be downloaded: curl: (7)"))
    #expect(folder.names == [])
  }

  @Test func `A caller that asks to stop is answered, and nothing is left half written`() throws {
    let server = try LoopbackServer(offer.server.url)
    #expect(throws: FetchError.interrupted) {
      try fetch(from: server.address, shouldStop: { true })
    }
    #expect(folder.names.allSatisfy { $0.hasSuffix(".partial") })
    #expect(try fetch(from: server.address).count == 3)
  }

  @Test func `A folder that cannot be made is told`() throws {
    try folder.write([1], "file")
    let fetching = Fetching(offer.distribution, into: folder.url.appending(path: "file/below"))
    #expect(
      text { _ = try fetching.run() }
        == "'\(folder.path)/file/below' cannot be made: a part of the path is a file where a folder is "
        + "expected. Choose another path.")
  }
}

struct DistributionTests {
  @Test(arguments: [1, 3, 63, 64, 65, 200]) func `Sums are those of FIPS 180-4, in any pieces`(
    piece: Int
  ) {
    let vectors: [(String, String)] = [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1000),
        "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
      ),
    ]
    for (text, expected) in vectors {
      var sum = SHA256()
      let bytes = Array(text.utf8)
      for start in stride(from: 0, to: bytes.count, by: piece) {
        sum.update(Array(bytes[start..<min(start + piece, bytes.count)]))
      }
      #expect(sum.digest == expected)
    }
  }

  @Test func `Every known set has whole sums and the names that its reader looks for`() {
    let digits = Set("0123456789abcdef")
    for archive in Distribution.known.flatMap(\.archives) {
      let sums = [archive.sha256] + archive.files.compactMap(\.sha256)
      #expect(sums.allSatisfy { $0.count == 64 && digits.isSuperset(of: $0) })
    }
    #expect(Distribution.cifar10.archives.flatMap(\.files).count == 7)
    #expect(Distribution.mnist.archives.map(\.files.count) == [1, 1, 1, 1])
  }
}
