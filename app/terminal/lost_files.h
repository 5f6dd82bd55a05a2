// What is said if a mapped file can no longer be read.
#pragma once

namespace gan {

// From now on, if a mapped file (core/base/mapped_file.h) has been cut short, or its disk fails,
// when its bytes are read, the process ends with an error in one line, and exit code 1. Without it,
// it would end by SIGBUS, and nothing would be said.
void explain_lost_files();

}  // namespace gan
