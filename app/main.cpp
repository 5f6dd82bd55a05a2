#include <c10/util/Exception.h>

#include <new>

#include "app/commands/cli.h"
#include "app/machine/machine.h"
#include "app/terminal/lost_files.h"
#include "app/terminal/session.h"
#include "app/terminal/standard_output.h"
#include "app/training/signals.h"
#include "core/base/errors.h"

// A sanitizer has not started yet.
__attribute__((no_sanitize("address", "thread", "undefined"))) static void prepare() {
  gan::keep_standard_output();
  gan::remember_ignored_signals();
}

// The system calls this before the constructors of the libraries. An array of functions could be
// aligned to more than its neighbours, and what lies between would be called, too.
using Function = void (*)();
__attribute__((section(".preinit_array"), used)) static const Function before_libraries = prepare;

int main(int argc, char** argv) {
  gan::keep_freed_memory();
  gan::repair_inherited_state();
  gan::explain_lost_files();
  gan::Session session;
  try {
    return gan::run_cli(argc, argv, session);
  } catch (const gan::UsageError& error) {
    for (const std::string& fault : error.faults()) session.print_error(fault);
    return 2;
  } catch (const gan::Error& error) {
    session.print_error(error.what());
  } catch (const std::bad_alloc&) {
    session.print_error("memory: not enough; use narrower networks or smaller batches");
  } catch (const c10::Error& error) {
    session.print_error(gan::explain_torch_error(error.what_without_backtrace()));
  } catch (const std::exception& error) {
    session.print_error(std::string("internal fault, please report it: ") + error.what());
  }
  return 1;
}
