// Locks on open files (F_OFD_SETLK): held until the file is closed, if only by the process's death.
#pragma once

namespace gan {

enum class LockResult {
  kFree,         // nobody else holds it
  kHeld,         // another open file does
  kUnsupported,  // there are no locks on this file system: some NFS and FUSE mounts
};

// Locks the whole file, which is open for writing. kFree: it is ours from now on.
LockResult take_lock(int descriptor);

// Looks whether the file could be locked.
LockResult probe_lock(int descriptor);

}  // namespace gan
