#include <c10/util/Exception.h>

#include <new>

#include "app/cli.h"
#include "app/console.h"
#include "app/machine.h"
#include "app/signals.h"
#include "core/base/errors.h"

int main(int argc, char** argv) {
  gan::keep_freed_memory();
  gan::mend_inheritance();
  gan::start_console();
  try {
    return gan::run_cli(argc, argv);
  } catch (const gan::UsageError& error) {
    for (const std::string& fault : error.faults()) gan::print_error(fault);
    return 2;
  } catch (const gan::Error& error) {
    gan::print_error(error.what());
  } catch (const std::bad_alloc&) {
    gan::print_error("memory: not enough for this; use narrower networks or smaller batches");
  } catch (const c10::Error& error) {
    gan::print_error(gan::explain_torch_error(error.what_without_backtrace()));
  } catch (const std::exception& error) {
    gan::print_error(std::string("internal fault, please report it: ") + error.what());
  }
  return 1;
}
