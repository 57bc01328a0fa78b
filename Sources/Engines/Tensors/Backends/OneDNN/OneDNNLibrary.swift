#if OneDNN
import COneDNN
import Graphs

/// oneDNN's engine and stream; all calls of the C API of version 2 go through this folder.
///
/// Every primitive is made for one thread and takes its scratchpad from the caller, so that threads
/// share primitives.
final class OneDNNLibrary: @unchecked Sendable {
  let engine: dnnl_engine_t?
  let stream: dnnl_stream_t?

  init() {
    var engine: dnnl_engine_t?
    var stream: dnnl_stream_t?
    check(dnnl_engine_create(&engine, dnnl_cpu, 0))
    check(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue))
    self.engine = engine
    self.stream = stream
  }

  deinit {
    dnnl_stream_destroy(stream)
    dnnl_engine_destroy(engine)
  }

  /// Attributes of a primitive whose scratchpad is the caller's; the caller destroys them.
  fileprivate static func attributes(_ epilogue: Epilogue) -> dnnl_primitive_attr_t? {
    var attributes: dnnl_primitive_attr_t?
    check(dnnl_primitive_attr_create(&attributes))
    check(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user))
    var steps: dnnl_post_ops_t?
    check(dnnl_post_ops_create(&steps))
    defer { dnnl_post_ops_destroy(steps) }
    if epilogue.addsInput { check(dnnl_post_ops_append_sum(steps, 1)) }
    if let activation = epilogue.activation {
      let (algorithm, alpha, beta) = activation.postOperation
      check(dnnl_post_ops_append_eltwise(steps, 1, algorithm, alpha, beta))
    }
    check(dnnl_primitive_attr_set_post_ops(attributes, steps))
    return attributes
  }

  /// Whether oneDNN computes with vectors of 16 floats here.
  static var hasAVX512: Bool {
    dnnl_get_effective_cpu_isa().rawValue >= dnnl_cpu_isa_avx512_core.rawValue
  }

  /// Whether oneDNN multiplies bfloat16 here.
  static var hasBFloat16: Bool {
    dnnl_get_effective_cpu_isa().rawValue >= dnnl_cpu_isa_avx512_core_bf16.rawValue
  }
}

/// Stops at an answer of oneDNN that no input of a user can cause.
func check(_ status: dnnl_status_t, line: Int = #line, file: StaticString = #fileID) {
  guard status == dnnl_success else {
    fatalError("oneDNN answers \(status.rawValue) at \(file):\(line)")
  }
}

extension dnnl_memory_desc_t {
  /// Values that lie as `layout` says, with the dimensions `[N, C, H, W]`.
  init(_ layout: ValueLayout) {
    let shape = layout.shape
    let tag: dnnl_format_tag_t =
      switch layout.block {
      case 1: dnnl_nchw
      case 8: dnnl_nChw8c
      case 16: dnnl_nChw16c
      default: fatalError("oneDNN knows no blocks of \(layout.block) channels")
      }
    self.init(
      [layout.images, shape.channels, shape.height, shape.width], tag, layout.element)
  }

  /// Values of these dimensions in a format.
  init(
    _ dimensions: [Int], _ tag: dnnl_format_tag_t, _ element: ValueLayout.Element = .float
  ) {
    self.init()
    let sizes = dimensions.map { dnnl_dim_t($0) }
    let type =
      switch element {
      case .float: dnnl_f32
      case .bfloat16: dnnl_bf16
      }
    check(dnnl_memory_desc_init_by_tag(&self, Int32(sizes.count), sizes, type, tag))
  }

  /// Floats whose memory holds such values.
  var count: Int {
    withUnsafePointer(to: self) { (dnnl_memory_desc_get_size($0) + 3) / 4 }
  }

  /// Whether two descriptions are of the same bytes.
  func isEqual(to other: dnnl_memory_desc_t) -> Bool {
    withUnsafePointer(to: self) { one in
      withUnsafePointer(to: other) { dnnl_memory_desc_equal(one, $0) != 0 }
    }
  }
}

/// A computation of oneDNN for fixed layouts; immutable and shared by threads.
final class Primitive: @unchecked Sendable {
  private let library: OneDNNLibrary
  fileprivate let handle: dnnl_primitive_t?
  let descriptor: dnnl_primitive_desc_t?

  private init(_ library: OneDNNLibrary, _ descriptor: dnnl_primitive_desc_t?) {
    self.library = library
    self.descriptor = descriptor
    var handle: dnnl_primitive_t?
    check(dnnl_primitive_create(&handle, descriptor))
    self.handle = handle
  }

  /// - Parameters:
  ///   - operation: a pointer to a description such as `dnnl_convolution_desc_t`.
  ///   - hint: the forward primitive of a backward one.
  ///   - epilogue: what is added to a convolution's result and applied to the sum.
  convenience init(
    _ library: OneDNNLibrary, _ operation: UnsafeRawPointer, hint: Primitive? = nil,
    epilogue: Epilogue = .none
  ) {
    let (descriptor, status) = Self.descriptor(library, operation, hint, epilogue)
    check(status)
    self.init(library, descriptor)
  }

  /// The same, or nil where oneDNN has no such computation here.
  convenience init?(
    _ library: OneDNNLibrary, ifOffered operation: UnsafeRawPointer, hint: Primitive? = nil,
    epilogue: Epilogue = .none
  ) {
    let (descriptor, status) = Self.descriptor(library, operation, hint, epilogue)
    if status == dnnl_unimplemented { return nil }
    check(status)
    self.init(library, descriptor)
  }

  private static func descriptor(
    _ library: OneDNNLibrary, _ operation: UnsafeRawPointer, _ hint: Primitive?,
    _ epilogue: Epilogue
  ) -> (dnnl_primitive_desc_t?, dnnl_status_t) {
    let attributes = OneDNNLibrary.attributes(epilogue)
    defer { dnnl_primitive_attr_destroy(attributes) }
    var descriptor: dnnl_primitive_desc_t?
    let status = dnnl_primitive_desc_create(
      &descriptor, operation, attributes, library.engine, hint?.descriptor)
    return (descriptor, status)
  }

  /// Moves values from one format to another.
  convenience init(
    _ library: OneDNNLibrary, reorder from: dnnl_memory_desc_t, to: dnnl_memory_desc_t
  ) {
    var (from, to) = (from, to)
    let attributes = OneDNNLibrary.attributes(.none)
    defer { dnnl_primitive_attr_destroy(attributes) }
    var descriptor: dnnl_primitive_desc_t?
    check(
      dnnl_reorder_primitive_desc_create(
        &descriptor, &from, library.engine, &to, library.engine, attributes))
    self.init(library, descriptor)
  }

  deinit {
    dnnl_primitive_destroy(handle)
    dnnl_primitive_desc_destroy(descriptor)
  }

  /// The description of one of its tensors.
  func memory(_ what: dnnl_query_t, _ index: Int32 = 0) -> dnnl_memory_desc_t {
    guard let found = dnnl_primitive_desc_query_md(descriptor, what, index) else {
      fatalError("the primitive has no tensor \(what.rawValue)")
    }
    return found.pointee
  }

  /// Whether oneDNN has no fast code for it here.
  var isReference: Bool {
    var name: UnsafePointer<CChar>?
    check(dnnl_primitive_desc_query(descriptor, dnnl_query_impl_info_str, 0, &name))
    return name.map { String(cString: $0).hasPrefix("ref") } ?? false
  }

  /// Floats of the scratchpad.
  var scratchpadCount: Int {
    guard let found = dnnl_primitive_desc_query_md(descriptor, dnnl_query_scratchpad_md, 0) else {
      return 0
    }
    return found.pointee.count
  }

  /// This computation on fixed memory.
  ///
  /// - Parameter arguments: which tensor (`DNNL_ARG_…`) lies where and how.
  func bound(
    to arguments: [(Int32, dnnl_memory_desc_t, UnsafeMutablePointer<Float>)],
    scratchpad: UnsafeMutablePointer<Float>
  ) -> BoundPrimitive {
    var all = arguments
    if scratchpadCount > 0 {
      all.append((DNNL_ARG_SCRATCHPAD, memory(dnnl_query_scratchpad_md), scratchpad))
    }
    return BoundPrimitive(self, library, all)
  }
}

/// A computation of oneDNN on fixed memory.
final class BoundPrimitive {
  private let primitive: Primitive
  private let library: OneDNNLibrary
  private let arguments: [dnnl_exec_arg_t]

  fileprivate init(
    _ primitive: Primitive, _ library: OneDNNLibrary,
    _ arguments: [(Int32, dnnl_memory_desc_t, UnsafeMutablePointer<Float>)]
  ) {
    self.primitive = primitive
    self.library = library
    self.arguments = arguments.map { name, description, address in
      var description = description
      var memory: dnnl_memory_t?
      check(dnnl_memory_create(&memory, &description, library.engine, address))
      return dnnl_exec_arg_t(arg: name, memory: memory)
    }
  }

  deinit {
    for argument in arguments { dnnl_memory_destroy(argument.memory) }
  }

  func run() {
    check(
      dnnl_primitive_execute(
        primitive.handle, library.stream, Int32(arguments.count), arguments))
  }
}
#endif
