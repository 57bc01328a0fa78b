/// The addresses, lengths and sums are those of `tensorflow_datasets/url_checksums`; sums of unpacked
/// files were computed from the official files and agree with what several libraries check.
extension Distribution {
  /// The sets that can be fetched.
  package static let known = [cifar10, cifar100, fashionMNIST, mnist]

  package static let cifar10 = Distribution(
    name: "cifar10", base: "https://www.cs.toronto.edu/~kriz",
    archives: [
      Archive(
        "cifar-10-binary.tar.gz", bytes: 170_052_171,
        sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        packing: .tar(folder: "cifar-10-batches-bin"),
        files: [
          File(
            "data_batch_1.bin", bytes: 30_730_000,
            sha256: "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
          File(
            "data_batch_2.bin", bytes: 30_730_000,
            sha256: "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
          File(
            "data_batch_3.bin", bytes: 30_730_000,
            sha256: "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
          File(
            "data_batch_4.bin", bytes: 30_730_000,
            sha256: "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
          File(
            "data_batch_5.bin", bytes: 30_730_000,
            sha256: "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
          File(
            "test_batch.bin", bytes: 30_730_000,
            sha256: "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
          File(
            "batches.meta.txt", bytes: 61,
            sha256: "558e74b5e208382e186da55784b4bac2cd52e558448e1b5800990fdb28ed8033"),
        ])
    ])

  package static let cifar100 = Distribution(
    name: "cifar100", base: "https://www.cs.toronto.edu/~kriz",
    archives: [
      Archive(
        "cifar-100-binary.tar.gz", bytes: 168_513_733,
        sha256: "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
        packing: .tar(folder: "cifar-100-binary"),
        files: [
          File(
            "train.bin", bytes: 153_700_000,
            sha256: "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29"),
          File(
            "test.bin", bytes: 30_740_000,
            sha256: "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a"),
          File("fine_label_names.txt"),
        ])
    ])

  package static let fashionMNIST = Distribution(
    name: "fashion-mnist", base: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    archives: [
      idx(
        "train-images-idx3-ubyte", 26_421_880,
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84", unpacked: 47_040_016,
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
      idx(
        "train-labels-idx1-ubyte", 29_515,
        "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845", unpacked: 60_008,
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
      idx(
        "t10k-images-idx3-ubyte", 4_422_102,
        "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073", unpacked: 7_840_016,
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
      idx(
        "t10k-labels-idx1-ubyte", 5_148,
        "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5", unpacked: 10_008,
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    ])

  /// From the mirror of the Common Visual Data Foundation, as the original server gives up.
  package static let mnist = Distribution(
    name: "mnist", base: "https://storage.googleapis.com/cvdf-datasets/mnist",
    archives: [
      idx(
        "train-images-idx3-ubyte", 9_912_422,
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609", unpacked: 47_040_016,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
      idx(
        "train-labels-idx1-ubyte", 28_881,
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c", unpacked: 60_008,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
      idx(
        "t10k-images-idx3-ubyte", 1_648_877,
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6", unpacked: 7_840_016,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
      idx(
        "t10k-labels-idx1-ubyte", 4_542,
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6", unpacked: 10_008,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ])

  /// An IDX file, packed alone.
  private static func idx(
    _ name: String, _ bytes: Int, _ sha256: String, unpacked: Int, _ unpackedSHA256: String
  ) -> Archive {
    Archive(
      "\(name).gz", bytes: bytes, sha256: sha256, packing: .gzip,
      files: [File(name, bytes: unpacked, sha256: unpackedSHA256)])
  }
}
