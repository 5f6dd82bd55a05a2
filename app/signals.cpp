#include "app/signals.h"

#include <unistd.h>

#include <csignal>

namespace gan {
namespace {

volatile std::sig_atomic_t received_signal = 0;

extern "C" void note_signal(int signal) {
  if (received_signal != 0) ::_exit(128 + signal);
  received_signal = signal;
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

StopSignals::StopSignals() {
  handle(SIGINT, note_signal);
  handle(SIGTERM, note_signal);
  handle(SIGPIPE, SIG_IGN);
}

StopSignals::~StopSignals() {
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) handle(signal, SIG_DFL);
}

int StopSignals::received() const { return received_signal; }

}  // namespace gan
