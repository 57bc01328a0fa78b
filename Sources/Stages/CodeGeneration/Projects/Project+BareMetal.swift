extension Project {
  /// What projects of both build systems have in common.
  var bareMetal: [File] {
    get throws {
      guard let target else { return [] }
      let runtime = target.runtime.sorted { $0.key < $1.key }.map { name, text in
        // Compilers that have a header of this name of their own shall not need the folder.
        starter("device/\(name.hasSuffix(".h") ? "include/" : "")\(name)", text)
      }
      return [
        example, checkProgram,
        starter("device/\(target.name).ld", target.script),
        starter("device/emulator.ld", target.emulatorScript),
        generated("device/semihosting.c", Self.semihosting),
      ] + runtime
    }
  }

  /// `check.c`, the program that compares every network with the reference in the emulator.
  private var checkProgram: File {
    let declarations = networks.map { "int \($0.text)_check(void);\n" }
    let calls = networks.map {
      "  failures += report(\"\($0.text)\", \($0.text)_check());\n"
    }
    return generated(
      "check.c",
      """
      \(CText.banner)
      /* Compares the networks with the bytes of the reference, for an emulator or debugger with
       * semihosting; ends with status 0 where all are the same. */
      \(declarations.joined())
      void semihosting_print(const char *text);
      void semihosting_exit(int status);

      static int report(const char *name, int differing) {
        semihosting_print(name);
        semihosting_print(differing == 0 ? ": the bytes of the reference\\n" : ": OTHER bytes\\n");
        return differing != 0;
      }

      int main(void) {
        int failures = 0;
      \(calls.joined())  semihosting_exit(failures);
        return failures;
      }

      """)
  }

  /// Output and end of a program in an emulator or under a debugger.
  private static let semihosting = """
    \(CText.banner)
    /* Output and end by semihosting: an emulator or a debugger does what the breakpoint asks for. */
    #include <stdint.h>

    void semihosting_print(const char *text);
    void semihosting_exit(int status);

    static void semihost(uint32_t operation, const void *argument) {
      register uint32_t r0 __asm__("r0") = operation;
      register const void *r1 __asm__("r1") = argument;
      __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    }

    void semihosting_print(const char *text) { semihost(0x04, text); }

    void semihosting_exit(int status) {
      uint32_t block[2] = {0x20026u, (uint32_t)status}; /* ADP_Stopped_ApplicationExit */
      semihost(0x20, block);
    }

    """

  /// The flags of every compiler, which need no C library.
  static let commonFlags =
    "-std=c99 -O2 -g -Wall -Wextra -ffreestanding -fno-builtin -ffunction-sections -fdata-sections "
    + "-fno-unwind-tables -fno-asynchronous-unwind-tables"

  private func emulation(_ target: BareMetalTarget) -> String {
    "qemu-system-arm -M \(target.machine) -nographic -monitor none -serial none "
      + "-semihosting-config enable=on,target=native -kernel"
  }

  /// `Makefile`.
  func makefile(for target: BareMetalTarget) -> File {
    starter(
      "Makefile",
      """
      # A program for \(target.title).
      #
      #   make              builds build/\(target.name)/firmware.elf with arm-none-eabi-gcc
      #   make CC=clang     the same with clang and ld.lld, in build/\(target.name)-clang
      #   make check        runs the networks in QEMU and compares them with the reference
      #   make flash        says how to write the program to the board
      #
      # The file is yours: add sources, and flags in CFLAGS. 'thimble.mk' lists what Thimble has written.
      include thimble.mk

      SOURCES := main.c
      DEVICE_SOURCES := device/startup.c device/memory.c
      LINKER_SCRIPT := device/\(target.name).ld

      ifeq ($(origin CC),default)
      CC := arm-none-eabi-gcc
      endif

      FLAGS := \(Self.commonFlags) -MMD -MP -I. -isystem device/include
      ifneq ($(findstring clang,$(CC)),)
      LD_LLD ?= ld.lld
      BUILD := build/\(target.name)-clang
      CPU := \(target.flags.clang.joined(separator: " "))
      link = $(LD_LLD) --gc-sections -T $(1) -o $@ $(filter %.o,$^)
      else
      BUILD := build/\(target.name)
      CPU := \(target.flags.gcc.joined(separator: " "))
      link = $(CC) $(CPU) -nostdlib -Wl,--gc-sections -T $(1) -o $@ $(filter %.o,$^) -lgcc
      endif

      objects = $(patsubst %.c,$(BUILD)/%.o,$(1) $(DEVICE_SOURCES) $(THIMBLE_SOURCES))

      .PHONY: all check flash clean
      all: $(BUILD)/firmware.elf

      $(BUILD)/firmware.elf: $(call objects,$(SOURCES)) $(LINKER_SCRIPT)
      \t$(call link,$(LINKER_SCRIPT))

      $(BUILD)/check.elf: $(call objects,check.c device/semihosting.c $(THIMBLE_CHECKS)) device/emulator.ld
      \t$(call link,device/emulator.ld)

      $(BUILD)/%.o: %.c
      \t@mkdir -p $(@D)
      \t$(CC) $(CPU) $(FLAGS) $(CFLAGS) -c $< -o $@

      check: $(BUILD)/check.elf
      \t\(emulation(target)) $<

      flash: $(BUILD)/firmware.elf
      \t@echo "Write $< with the tool of your board, for example:"
      \t@echo "  openocd -f board/YOUR_BOARD.cfg -c 'program $< verify reset exit'"

      clean:
      \trm -rf build

      -include $(wildcard $(BUILD)/*.d $(BUILD)/*/*.d)

      """)
  }

  /// `README.md` of a project with a Makefile.
  func makeReadMe(_ target: BareMetalTarget) -> File {
    readMe(
      """
      A program for \(target.title): `make` builds `build/\(target.name)/firmware.elf` with `arm-none-eabi-gcc`,
      `make CC=clang` with clang; `make check` compares the networks with the reference in QEMU, and
      `make flash` names a way to the board. `main.c` is yours, and so are the files in `device`.
      """)
  }

  /// `CMakeLists.txt` and `toolchain.cmake`.
  func cmakeFiles(for target: BareMetalTarget) -> [File] {
    let checks = networks.map { "${CMAKE_CURRENT_LIST_DIR}/\($0.text)_check.c" }
    return [
      starter(
        "CMakeLists.txt",
        """
        # A program for \(target.title).
        #
        #   cmake -B build && cmake --build build         with arm-none-eabi-gcc
        #   cmake -B build -D CMAKE_C_COMPILER=clang      the same with clang and ld.lld
        #   ctest --test-dir build                        compares the networks with the reference in QEMU
        #
        # The file is yours: add sources and flags. 'thimble.cmake' lists what Thimble has written.
        cmake_minimum_required(VERSION 3.16)
        if(NOT CMAKE_TOOLCHAIN_FILE)
          set(CMAKE_TOOLCHAIN_FILE ${CMAKE_CURRENT_LIST_DIR}/toolchain.cmake)
        endif()
        project(\(title) C)

        include(thimble.cmake)
        include(checks.cmake)

        function(add_image name script)
          add_executable(${name} ${ARGN} device/startup.c device/memory.c ${THIMBLE_SOURCES})
          target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_LIST_DIR})
          target_include_directories(${name} SYSTEM PRIVATE device/include)
          target_link_options(${name} PRIVATE -T ${CMAKE_CURRENT_LIST_DIR}/${script})
          set_target_properties(
            ${name} PROPERTIES SUFFIX .elf LINK_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/${script})
        endfunction()

        add_image(firmware device/\(target.name).ld main.c)
        add_image(check device/emulator.ld check.c device/semihosting.c ${THIMBLE_CHECKS})

        enable_testing()
        add_test(NAME reference COMMAND
          \(emulation(target)) $<TARGET_FILE:check>)

        """),
      starter(
        "toolchain.cmake",
        """
        # Compilers for \(target.title), without an operating system.
        set(CMAKE_SYSTEM_NAME Generic)
        set(CMAKE_SYSTEM_PROCESSOR arm)
        set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
        if(NOT CMAKE_C_COMPILER)
          set(CMAKE_C_COMPILER arm-none-eabi-gcc)
        endif()
        if(CMAKE_C_COMPILER MATCHES clang)
          set(CPU "\(target.flags.clang.joined(separator: " "))")
          set(CMAKE_EXE_LINKER_FLAGS_INIT "-fuse-ld=lld -nostdlib -Wl,--gc-sections")
        else()
          set(CPU "\(target.flags.gcc.joined(separator: " "))")
          set(CMAKE_EXE_LINKER_FLAGS_INIT "-nostdlib -Wl,--gc-sections")
          set(CMAKE_C_STANDARD_LIBRARIES_INIT "-lgcc")
        endif()
        set(CMAKE_C_FLAGS_INIT "${CPU} \(Self.commonFlags)")

        """),
      generated(
        "checks.cmake",
        """
        # Generated by Thimble: the tests of all networks in this folder.
        set(THIMBLE_CHECKS
        \(checks.map { "  \($0)\n" }.joined()))

        """),
      readMe(
        """
        A program for \(target.title): `cmake -B build && cmake --build build` makes `build/firmware.elf` with
        `arm-none-eabi-gcc`, `-D CMAKE_C_COMPILER=clang` with clang; `ctest --test-dir build` compares the
        networks with the reference in QEMU. `main.c` is yours, and so are the files in `device`.
        """),
    ]
  }
}
