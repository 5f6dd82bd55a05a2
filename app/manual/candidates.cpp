#include <sstream>

#include "app/manual/manual.h"

namespace gan {

Candidates candidates_for(const ManualFlag& flag) {
  Candidates candidates;
  candidates.words = flag.choices;
  std::istringstream alternatives(flag.value);
  for (std::string name; std::getline(alternatives, name, '|');) {
    const size_t dot = name.find('.');
    if (name == "RUN")
      candidates.runs = true;
    else if (name == "DIR")
      candidates.folders = true;
    else if (name == "CHECKPOINT")
      candidates.patterns.emplace_back("*.pt");
    else if (name == "FILE" || name == "OUT")
      candidates.patterns.emplace_back("*");
    else if (dot != std::string::npos && name.back() != '.')
      candidates.patterns.push_back("*" + name.substr(dot));
  }
  return candidates;
}

}  // namespace gan
