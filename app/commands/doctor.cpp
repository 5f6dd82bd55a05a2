#include <memory>

#include "app/commands/command.h"
#include "app/machine/diagnosis.h"
#include "app/terminal/standard_output.h"

namespace gan {
namespace {

class DoctorCommand : public Command {
 public:
  DoctorCommand()
      : Command({"doctor", "measure this machine, and say what to mend",
                 "Measures this machine in seconds: products of matrices against the processor's "
                 "peak, memory, instruction sets, cores and their limits, BLAS, LibTorch, CUDA, "
                 "and fsync in the current folder. Says what is well, and how to mend the rest.",
                 "gan-train doctor"}) {}

  void add_flags(CLI::App& flags) override {
    flags.add_flag("--json", json_, "print the figures as JSON");
  }

  int run(Session&) override {
    const Examination machine = examine_machine(".");
    print_to_stdout(json_ ? format_examination(machine) : format_findings(machine));
    return 0;
  }

 private:
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_doctor() { return std::make_unique<DoctorCommand>(); }

}  // namespace gan
