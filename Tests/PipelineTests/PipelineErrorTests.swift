import Architectures
import Devices
import Foundation
import Pipeline
import Testing
import TinyRuns

@Suite struct PipelineErrorTests {
  private let run = TinyRun()

  private func sentence(_ work: () async throws -> Void) async -> String {
    do {
      try await work()
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func aStepWhoseInputIsMissingNamesTheStepToRun() async throws {
    let pipeline = try Pipeline(request: try TinyRun.request(), in: run.folder)
    let path = run.folder.url.path
    #expect(
      await sentence { try await pipeline.search() }
        == "'\(path)/supernet.safetensors' is missing; run 'thimble train' on this folder first.")
    #expect(
      await sentence { try await pipeline.quantize() }
        == "'\(path)/stm32f401/graph.json' is missing; run 'thimble search' on this folder first.")
    #expect(
      await sentence { try await pipeline.emit() }
        == "'\(path)/stm32f401/model.json' is missing; run 'thimble quantize' on this folder first."
    )
    #expect(
      await sentence { try await pipeline.verify() }
        == "'\(path)/stm32f401/model.json' is missing; run 'thimble quantize' on this folder first."
    )
    #expect(
      await sentence { try await pipeline.report() }
        == "'\(path)/search.json' is missing; run 'thimble search' on this folder first.")
  }

  @Test func aFolderInUseIsRefused() async throws {
    let pipeline = try Pipeline(request: try TinyRun.request(), in: run.folder)
    #expect(
      await sentence { _ = try Pipeline(opening: run.folder) }
        == "The run folder '\(run.folder.url.path)' is in use by another process; wait for it or "
        + "choose another folder.")
    withExtendedLifetime(pipeline) {}
  }

  @Test func aFolderOfAnotherRequestIsRefusedAndTheDifferenceNamed() async throws {
    _ = try Pipeline(request: try TinyRun.request(seed: 2), in: run.folder)
    _ = try Pipeline(request: try TinyRun.request(seed: 3), in: run.folder)
    #expect(try run.folder.readRequest().seed == 3, "A run that has not begun takes any request.")
    try Data("{}".utf8).write(to: run.folder.data)
    #expect(
      await sentence { _ = try Pipeline(request: try TinyRun.request(seed: 4), in: run.folder) }
        == "The run folder '\(run.folder.url.path)' holds a run with another request (seed); choose "
        + "another folder, or repeat the request that it was made with.")
  }

  @Test func anotherNumberOfThreadsIsNoOtherRequest() throws {
    _ = try Pipeline(request: try TinyRun.request(), in: run.folder)
    #expect(try Pipeline(opening: run.folder, threads: 1).request.threads == 1)
  }

  @Test func aFolderWithoutARunIsRefused() async throws {
    #expect(
      await sentence { _ = try Pipeline(opening: run.folder) }
        == "'\(run.folder.url.path)/request.json' is missing; run 'thimble fit' on this folder "
        + "first.")
  }

  @Test func aFolderOfAnotherFormatIsRefused() async throws {
    _ = try Pipeline(request: try TinyRun.request(), in: run.folder)
    try Data("{\"format\": 99}".utf8).write(to: run.folder.request)
    #expect(
      await sentence { _ = try Pipeline(opening: run.folder) }
        == "The run folder '\(run.folder.url.path)' has format 99; this thimble reads format 2. Use "
        + "the version that made it, or start a new folder.")
  }

  @Test func aTruncatedFileIsTold() async throws {
    let pipeline = try Pipeline(request: try TinyRun.request(), in: run.folder)
    try Data("{\"measured\": [".utf8).write(to: run.folder.search)
    #expect(
      await sentence { try await pipeline.report() }
        == "'\(run.folder.search.path)' cannot be used: it is not valid JSON; was it cut short? Put it "
        + "back, or make it anew with 'thimble search --again' on this folder.")
  }

  @Test func aValueOutOfItsRangeIsRefusedBeforeTheFolderIsMade() async throws {
    let cases: [(WritableKeyPath<FitRequest, Int>, Int, String)] = [
      (\.training.cutout, -1, "'--cutout' is a whole number from 0 to 1024; here it is -1."),
      (\.training.epochs, 0, "'--epochs' is a whole number from 1 to 1000000; here it is 0."),
      (\.training.batch, 48, "'--batch' is a multiple of 32 of at least 32; here it is 48."),
      (
        \.search.candidates, 0,
        "'--candidates' is a whole number of at least 1; here it is 0."
      ),
    ]
    for (path, value, expected) in cases {
      var request = try TinyRun.request()
      request[keyPath: path] = value
      #expect(
        await sentence { _ = try Pipeline(request: request, in: run.folder) } == expected)
    }
    for (option, value) in [("--crop", 32), ("--cutout", 32)] {
      var request = try TinyRun.request()
      if option == "--crop" {
        request.training.crop = value
      } else {
        request.training.cutout = value
      }
      #expect(
        await sentence { _ = try Pipeline(request: request, in: run.folder) }
          == "'\(option)' is 0 to 31 for images of 32 pixels; here it is \(value).")
    }
    for heldOut in [0, HeldOut.percent(0), .percent(100), .percent(.nan)] {
      var request = try TinyRun.request()
      request.training.heldOut = heldOut
      #expect(
        await sentence { _ = try Pipeline(request: request, in: run.folder) }
          == "'--held-out' is a count of images of at least 1, or a share above 0% and below 100%, "
          + "such as 15%; here it is \(heldOut).")
    }
    #expect(!run.exists(run.folder.url))
  }

  @Test func `A space for other images is refused`() async throws {
    var (request, space) = (try TinyRun.request(), TinyRun.space)
    space.classes = 3
    request.source = .space(space)
    #expect(
      await sentence { _ = try Pipeline(request: request, in: run.folder) }
        == "The search space expects 3 channels and 3 classes; generated images have 3 and 10.")
  }

  @Test func aDeviceOrBudgetOutOfItsRangeIsRefused() async throws {
    func refusal(_ change: (inout FitRequest) -> Void) async throws -> String {
      var request = try TinyRun.request()
      change(&request)
      return await sentence { _ = try Pipeline(request: request, in: run.folder) }
    }
    #expect(
      try await refusal { $0.budgets = ["stm32f401": Budget([.flash: 614_400])] }
        == "'--flash' is at most the 512 KiB of STM32F401; here it is 600 KiB.")
    #expect(
      try await refusal { $0.budgets = ["stm32f401": Budget([.ram: 98_305])] }
        == "'--ram' is at most the 96 KiB of STM32F401; here it is 98305.")
    #expect(
      try await refusal { $0.devices[0].microcontroller.clockHertz = 0 }
        == "The device 'stm32f401', field 'clockHertz': expected cycles per second, found 0.")
    #expect(
      try await refusal { $0.devices[0].name = "../up" }
        == "The device '../up', field 'name': expected lower-case letters, digits and hyphens, found "
        + "\"../up\".")
    #expect(
      try await refusal { $0.budgets = ["rp2040": Budget([.macs: 5])] }
        == "A budget is given for 'rp2040', which is no device of this run.")
    for (budget, found) in [
      (Budget([.flash: 0]), "0 bytes of flash"), (Budget([.ram: -1]), "-1 bytes of RAM"),
      (Budget([.macs: 0]), "0 MACs"), (Budget([.macs: 1, .latency: .infinity]), "inf ms"),
    ] {
      #expect(
        try await refusal { $0.budgets = ["stm32f401": budget] }
          == "A budget is above 0; that of 'stm32f401' is \(found).")
    }
    #expect(!run.exists(run.folder.url))
  }

  @Test func aStoredRequestIsCheckedAsItIsRead() async throws {
    _ = try Pipeline(
      request: try TinyRun.request(budgets: ["stm32f401": Budget([.macs: 5])]), in: run.folder)
    let file = run.folder.request
    let whole = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let cases = [
      (
        "\"clockHertz\" : 84000000", "\"clockHertz\" : -84000000",
        "The device 'stm32f401', field 'clockHertz': expected cycles per second, found -84000000."
      ),
      (
        "\"test\" : 40", "\"test\" : 0",
        "At least 2 images are generated to train with and 1 to test with; see '--images'."
      ),
      ("\"macs\" : 5", "\"macs\" : 0", "A budget is above 0; that of 'stm32f401' is 0 MACs."),
      (
        "\"epochs\" : 1", "\"epochs\" : 0",
        "'--epochs' is a whole number from 1 to 1000000; here it is 0."
      ),
    ]
    for (old, new, reason) in cases {
      try Data(whole.replacing(old, with: new).utf8).write(to: file)
      #expect(
        await sentence { _ = try run.folder.readRequest() }
          == "'\(file.path)' cannot be used: \(reason) Put it back, or start a new folder.")
    }
  }

  @Test func aRecordOfOtherImagesThanTheNetworksTakeIsRefused() async throws {
    let pipeline = try Pipeline(request: try TinyRun.request(), in: run.folder)
    let record =
      #"{"name":"grey","classes":["a","b"],"shape":{"height":8,"width":8,"channels":1},"#
      + #""mean":[0.5],"std":[1],"trainingImages":9,"heldOutImages":1,"testImages":2}"#
    try Data(record.utf8).write(to: run.folder.data)
    #expect(
      await sentence { try await pipeline.train() }
        == "'\(run.folder.data.path)' cannot be used: it has 1 channels and 2 classes; the "
        + "networks of the run take 3 and 10. Put it back, or make it anew with 'thimble train "
        + "--again' on this folder.")
  }

  @Test func aRecordWithANumberThatNoStepWritesIsRefused() async throws {
    let point = #"{"resolution":8,"units":[[{"kernel":3,"expandRatio":2}]]}"#
    let candidate = #"{"architecture":\#(point),"accuracy":1e307,"macs":7}"#
    try FileManager.default.createDirectory(
      at: run.folder.device("a").url, withIntermediateDirectories: true)
    let records: [(URL, String, String, () throws -> Void)] = [
      (
        run.folder.search, #"{"measured":[\#(candidate)],"winners":{},"costs":{}}"#,
        "a candidate has the accuracy 1e+307 with 7 MACs.", { _ = try self.run.folder.readSearch() }
      ),
      (
        run.folder.device("a").verdict,
        #"{"device":"a","images":3,"mismatches":0,"hostMismatches":0,"layers":[{"name":"stem","#
          + #""instructions":9223372036854775807}],"tools":[]}"#,
        "the field 'instructions' is 9.223372036854776e+18, expected 0 to 10^15.",
        { _ = try self.run.folder.readVerdict(of: "a") }
      ),
      (
        run.folder.report,
        #"{"title":"","command":"","conditions":[],"rows":[{"device":"a","architecture":"","#
          + #""memory":[{"kind":"RAM","name":"arena","bytes":-5}]}],"candidates":[]}"#,
        "the field 'bytes' is -5.0, expected 0 to 10^15.", { _ = try self.run.folder.readReport() }
      ),
    ]
    for (file, text, reason, reading) in records {
      try Data(text.utf8).write(to: file)
      #expect(
        await sentence { try reading() }
          .hasPrefix("'\(file.path)' cannot be used: \(reason) Put it back, or make it anew with "))
    }
  }

  @Test func aVerdictThatIsNoProofIsWorded() {
    #expect(
      PipelineError.overBudget(device: "STM32F401", violations: ["RAM needs 93.5 of 92.0 KiB"])
        .description
        == "The linked code for STM32F401 is over its budget: RAM needs 93.5 of 92.0 KiB. Start a "
        + "new run that leaves it some room with a smaller '--flash' or '--ram'.")
    #expect(
      PipelineError.otherBytes(
        device: "RP2040", mismatches: 2, images: 100,
        first: "image 7: found [1, 2], expected [1, 3]"
      ).description
        == "The emitted code for RP2040 gave other bytes than the reference on 2 of 100 images "
        + "(image 7: found [1, 2], expected [1, 3]). That is a defect of Thimble or of the compiler; "
        + "please report it with the run folder.")
    #expect(
      PipelineError.imageIndex(1000, count: 1000).description
        == "There is no test image 1000; they are numbered from 0 to 999.")
  }

  @Test func imagesThatHaveChangedSinceTheTrainingAreRefused() async throws {
    try await Pipeline(request: try TinyRun.request(), in: run.folder).train()
    var data = try run.folder.readData()
    data.testImages += 1
    try JSONEncoder().encode(data).write(to: run.folder.data)
    let text = await sentence { try await Pipeline(opening: run.folder).search() }
    #expect(
      text.hasPrefix(
        "The images have changed since the training: found 160 training, 100 held-out and 40 test "
          + "images of 32x32x3, mean 0."))
    #expect(text.hasSuffix(". Put the old files back, or start a new folder."))
  }

  @Test func aRunThatIsToStopDoesNotBegin() async throws {
    let pipeline = try Pipeline(
      request: try TinyRun.request(), in: run.folder, shouldStop: { true })
    await #expect(throws: PipelineError.interrupted(step: "train")) { try await pipeline.fit() }
  }
}
