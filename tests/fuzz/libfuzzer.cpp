// Runs the one target of this executable for libFuzzer.
#include "tests/fuzz/fuzz.h"

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gan::FuzzTarget::all().front()->run({reinterpret_cast<const char*>(data), size});
  return 0;
}
