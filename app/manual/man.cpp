#include <map>

#include "app/manual/manual.h"

namespace gan {
namespace {

constexpr const char* kFrame = R"(.SH FILES
.TP
.I runs/CONFIG/
The folder of a run:
.I config.json
(every setting, and the versions that ran),
.I log.txt
(for people),
.I events.jsonl
and
.I metrics.jsonl
(for programs),
.I samples/
(grids) and
.I checkpoints/
(where
.B resume
goes on).
.TP
.I *.json
A config: settings in sections, as
.B gan\-train config
prints them; what it omits has its default.
.TP
.I ~/.cache/gan\-train/
Classifiers that
.B evaluate
has trained, one for each set of images.
.SH ENVIRONMENT
.TP
.B OMP_NUM_THREADS
The number of threads where the setting
.B threads
is 0. Of a list, the first number counts.
.TP
.BR XDG_CACHE_HOME ", " HOME
Where classifiers are kept:
.I $XDG_CACHE_HOME/gan\-train
or
.IR $HOME/.cache/gan\-train .
.TP
.BR NO_COLOR ", " TERM
With
.BR NO_COLOR ,
the preview of
.B train
uses characters instead of colours. With
.B TERM
unset or dumb, there is no progress bar.
.SH SIGNALS
.TP
.BR SIGINT ", " SIGTERM ", " SIGHUP
stop a training: it finishes the step, saves a checkpoint, and ends with 128 plus the signal's
number. A second SIGINT or SIGTERM ends it at once.
.TP
.B SIGUSR1
saves a checkpoint at the next step; the training goes on.
.SH EXIT STATUS
.TP
.B 0
Success.
.TP
.B 1
A failure.
.TP
.B 2
A wrong command line or config.
.TP
.B 129, 130, 143
A training was stopped by SIGHUP, SIGINT or SIGTERM, after it had saved.
)";

constexpr const char* kSeeAlso = R"(.SH SEE ALSO
.B gan\-train
.I COMMAND
.B \-\-help
and the README in the folder of the program's documentation.
.PP
Goodfellow et al., \(lqGenerative Adversarial Networks\(rq, 2014, arXiv:1406.2661.
)";

// Text that is shown as it is, wherever it stands: groff takes these letters for others.
std::string roff(const std::string& text) {
  static const std::map<char, const char*> kSpecial = {
      {'\\', "\\e"}, {'-', "\\-"}, {'~', "\\(ti"}, {'^', "\\(ha"}, {'\'', "\\(aq"}};
  std::string escaped;
  for (const char letter : text) {
    const auto special = kSpecial.find(letter);
    escaped += special == kSpecial.end() ? std::string(1, letter) : special->second;
  }
  return escaped;
}

// The same as a line of its own, which may begin with a dot.
std::string roff_line(const std::string& text) { return "\\&" + roff(text) + "\n"; }

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + roff(text) + "\\fR"; }

// "-o, --output FILE"
std::string format_names(const ManualFlag& flag) {
  std::string text;
  for (const std::string& name : flag.names) text += (text.empty() ? "" : ", ") + bold(name);
  if (flag.value.empty()) return text;
  return text + (text.empty() ? "" : " ") + italic(flag.value);
}

std::string format_flag(const ManualFlag& flag) {
  return ".TP\n" + format_names(flag) + "\n" +
         roff_line(flag.help + (flag.is_required && !flag.names.empty() ? " (required)" : ""));
}

std::string format_example(const std::string& example) {
  return ".PP\n.RS\n.nf\n" + roff_line(example) + ".fi\n.RE\n";
}

std::string format_usage(const ManualCommand& command) {
  std::string usage = bold("gan-train " + command.name);
  for (const ManualFlag& argument : command.arguments) {
    const std::string name = italic(argument.value) + (argument.is_repeated ? " ..." : "");
    usage += argument.is_required ? " " + name : " [" + name + "]";
  }
  return usage + " [" + italic("OPTIONS") + "]\n";
}

std::string format_command(const ManualCommand& command) {
  std::string text = ".SS " + command.name + "\n" + format_usage(command) + ".PP\n" +
                     roff_line(command.description);
  for (const ManualFlag& argument : command.arguments) text += format_flag(argument);
  for (const ManualFlag& flag : command.flags) text += format_flag(flag);
  if (command.takes_settings)
    text += ".TP\n" + bold("--") + italic("SETTING VALUE") + "\nAny of the settings below.\n";
  return text + ".PP\nExample:\n" + format_example(command.example);
}

std::string format_setting(const ManualSetting& setting) {
  return ".TP\n" + format_names(setting.flag) + "\n" +
         roff_line(setting.flag.help + "; " + setting.allowed + "; default " + setting.fallback +
                   (setting.may_change ? " (may change at resume)" : ""));
}

std::string format_synopsis(const Manual& manual) {
  std::string text = ".SH SYNOPSIS\n";
  for (const ManualCommand& command : manual.commands) text += format_usage(command) + ".br\n";
  return text + bold("gan-train") + " " + italic("CONFIG.json") + " [" + italic("OPTIONS") +
         "] (short for " + bold("gan-train train") + ")\n";
}

}  // namespace

std::string format_man_page(const Manual& manual) {
  std::string text = ".TH GAN\\-TRAIN 1 \"\" \"gan\\-train " GAN_VERSION
                     "\" \"User Commands\"\n.nh\n.ad l\n.SH NAME\ngan\\-train \\- train a "
                     "generative adversarial network\n" +
                     format_synopsis(manual) + ".SH DESCRIPTION\n" + roff_line(manual.description) +
                     ".PP\nResults go to standard output, messages to standard error.\n";
  for (const ManualFlag& flag : manual.flags) text += format_flag(flag);
  text += ".SH COMMANDS\n";
  for (const ManualCommand& command : manual.commands) text += format_command(command);
  text +=
      ".SH SETTINGS\nIn a config, \\fBsection.key\\fR is the entry \\fBkey\\fR of the object "
      "\\fBsection\\fR. Those that say so may change when a run is resumed.\n";
  for (const ManualSetting& setting : manual.settings) text += format_setting(setting);
  text += kFrame;
  text += ".SH EXAMPLES\n";
  for (const ManualCommand& command : manual.commands)
    text += "To " + roff(command.summary) + ":\n" + format_example(command.example) + ".PP\n";
  return text + kSeeAlso;
}

}  // namespace gan
