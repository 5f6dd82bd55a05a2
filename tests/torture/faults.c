// A library to preload: makes calls to the file system fail or be interrupted, and records them.
//
//   GAN_FAULT_ROOT    folder; calls on it, or on anything in it, are counted from 1
//   GAN_FAULT_AT      number of the call that fails; 0 or unset: none
//   GAN_FAULT_FROM    if set, all later calls fail as well
//   GAN_FAULT_ACTION  ENOSPC, EIO, EINTR, EACCES: only return that error; short: write half the
//                     bytes; kill: SIGKILL before the call; half: SIGKILL after half a write
//   GAN_FAULT_LOCKS   if set, files cannot be locked (ENOLCK), as on some NFS and FUSE mounts
//   GAN_FAULT_FSTAT   end of a path; fstat() of such a file fails (EIO)
//   GAN_FAULT_RECORD  file that gets a line for each call; the line of a write is followed by its
//                     bytes:
//                       open NUMBER INODE CREATED PATH, write NUMBER INODE OFFSET SIZE,
//                       fsync NUMBER INODE, fsyncdir NUMBER PATH, rename NUMBER FROM TO,
//                       mkdir NUMBER PATH, unlink NUMBER PATH, truncate NUMBER INODE SIZE
//                     Paths are relative to the root, which is "."; a failed call is recorded as
//                     "failed NUMBER CALL"
//
// This sees the calls of the program itself and of libstdc++, but not those inside libc (stdio).
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { kMaxDescriptors = 1024 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static char* folders[kMaxDescriptors];  // paths of the open folders below the root
static int is_ours[kMaxDescriptors];
static long count, fail_at;
static int fails_from, has_no_locks, record = -1;
static const char* action = "";

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
  const char* const folder = getenv("GAN_FAULT_ROOT");
  const char* const at = getenv("GAN_FAULT_AT");
  const char* const file = getenv("GAN_FAULT_RECORD");
  if (folder) snprintf(root, sizeof root, "%s", folder);
  if (at) fail_at = atol(at);
  fails_from = getenv("GAN_FAULT_FROM") != NULL;
  has_no_locks = getenv("GAN_FAULT_LOCKS") != NULL;
  if (getenv("GAN_FAULT_ACTION")) action = getenv("GAN_FAULT_ACTION");
  if (file) record = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
}

// The path relative to the root, or NULL if it is not below the root.
static const char* below(const char* path, char* buffer) {
  if (!root[0] || !path) return NULL;
  char folder[PATH_MAX] = "";
  if (path[0] != '/' && !getcwd(folder, sizeof folder)) return NULL;
  char whole[2 * PATH_MAX];
  snprintf(whole, sizeof whole, "%s%s%s", folder, path[0] == '/' ? "" : "/", path);
  size_t length = strlen(whole);
  while (length > 1 && whole[length - 1] == '/') whole[--length] = 0;
  const size_t size = strlen(root);
  if (strncmp(whole, root, size) != 0 || (whole[size] != 0 && whole[size] != '/')) return NULL;
  snprintf(buffer, PATH_MAX, "%s", whole[size] ? whole + size + 1 : ".");
  return buffer;
}

static int is_tracked(int descriptor) {
  return descriptor >= 0 && descriptor < kMaxDescriptors && is_ours[descriptor];
}

static void note(const char* format, ...) {
  if (record < 0) return;
  char line[3 * PATH_MAX];
  va_list arguments;
  va_start(arguments, format);
  const int size = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  syscall(SYS_write, record, line, (size_t)size);
}

static unsigned long inode_of(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 ? (unsigned long)status.st_ino : 0;
}

// Counts a call. returns  the error to fail with; 0: none, -1: do half of it, -2: do half, then die
static int next(const char* call) {
  ++count;
  if (fail_at == 0 || count < fail_at || (count > fail_at && !fails_from)) return 0;
  if (strcmp(action, "kill") == 0) raise(SIGKILL);
  if (strcmp(action, "short") == 0) return -1;
  if (strcmp(action, "half") == 0) return -2;
  note("failed %ld %s\n", count, call);
  if (strcmp(action, "ENOSPC") == 0) return ENOSPC;
  if (strcmp(action, "EINTR") == 0) return EINTR;
  if (strcmp(action, "EACCES") == 0) return EACCES;
  return EIO;
}

static int fail_with(int error) {
  pthread_mutex_unlock(&mutex);
  errno = error;
  return -1;
}

// For calls other than write: MAYBE_FAIL() may return an error; FINISH() kills if "half" says so.
#define MAYBE_FAIL(call)                              \
  pthread_mutex_lock(&mutex);                         \
  const int fault = next(call);                       \
  if (fault > 0) return fail_with(fault)
#define FINISH()                                      \
  do {                                                \
    if (fault == -2) raise(SIGKILL);                  \
    const int error = errno;                          \
    pthread_mutex_unlock(&mutex);                     \
    errno = error;                                    \
    return result;                                    \
  } while (0)

static int open_file(const char* path, int flags, mode_t mode) {
  char name[PATH_MAX];
  if (!below(path, name)) return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  MAYBE_FAIL("open");
  struct stat status;
  const int is_new = (flags & O_CREAT) && stat(path, &status) != 0;
  const int result = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  if (result >= 0 && result < kMaxDescriptors) {
    is_ours[result] = 1;
    free(folders[result]);
    folders[result] = NULL;
    if (fstat(result, &status) == 0 && S_ISDIR(status.st_mode)) folders[result] = strdup(name);
    note("open %ld %lu %d %s\n", count, inode_of(result), is_new, name);
    if ((flags & O_TRUNC) && !is_new) note("truncate %ld %lu 0\n", count, inode_of(result));
  }
  FINISH();
}

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return open_file(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return open_file(path, flags | O_LARGEFILE, mode);
}

int close(int descriptor) {
  if (is_tracked(descriptor)) is_ours[descriptor] = 0;
  return REAL(close)(descriptor);
}

ssize_t write(int descriptor, const void* bytes, size_t size) {
  if (!is_tracked(descriptor)) return syscall(SYS_write, descriptor, bytes, size);
  MAYBE_FAIL("write");
  const size_t taken = fault < 0 && size > 1 ? size / 2 : size;
  const ssize_t result = syscall(SYS_write, descriptor, bytes, taken);
  if (result > 0) {
    const long end = lseek(descriptor, 0, SEEK_CUR);
    note("write %ld %lu %ld %zd\n", count, inode_of(descriptor), end - result, result);
    if (record >= 0) syscall(SYS_write, record, bytes, (size_t)result);
  }
  FINISH();
}

ssize_t read(int descriptor, void* bytes, size_t size) {
  if (!is_tracked(descriptor)) return syscall(SYS_read, descriptor, bytes, size);
  MAYBE_FAIL("read");
  const ssize_t result =
      syscall(SYS_read, descriptor, bytes, fault < 0 && size > 1 ? size / 2 : size);
  FINISH();
}

int fsync(int descriptor) {
  if (!is_tracked(descriptor)) return REAL(fsync)(descriptor);
  MAYBE_FAIL("fsync");
  const int result = (int)syscall(SYS_fsync, descriptor);
  if (folders[descriptor])
    note("fsyncdir %ld %s\n", count, folders[descriptor]);
  else
    note("fsync %ld %lu\n", count, inode_of(descriptor));
  FINISH();
}

int ftruncate(int descriptor, off_t size) {
  if (!is_tracked(descriptor)) return REAL(ftruncate)(descriptor, size);
  MAYBE_FAIL("ftruncate");
  const int result = (int)syscall(SYS_ftruncate, descriptor, size);
  if (result == 0) note("truncate %ld %lu %ld\n", count, inode_of(descriptor), (long)size);
  FINISH();
}

int fstat(int descriptor, struct stat* status) {
  const char* const end = getenv("GAN_FAULT_FSTAT");
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t size = end ? readlink(link, path, sizeof path) : -1;
  const ssize_t end_size = end ? (ssize_t)strlen(end) : 0;
  if (size < end_size || !end || memcmp(path + size - end_size, end, (size_t)end_size) != 0)
    return REAL(fstat)(descriptor, status);
  errno = EIO;
  return -1;
}

int fcntl(int descriptor, int command, ...) {
  if (has_no_locks && (command == F_OFD_SETLK || command == F_OFD_GETLK)) {
    errno = ENOLCK;
    return -1;
  }
  va_list arguments;
  va_start(arguments, command);
  void* const argument = va_arg(arguments, void*);  // wide enough for an int as well
  va_end(arguments);
  return REAL(fcntl)(descriptor, command, argument);
}

int rename(const char* from, const char* to) {
  char from_name[PATH_MAX], to_name[PATH_MAX];
  if (!below(from, from_name) || !below(to, to_name)) return REAL(rename)(from, to);
  MAYBE_FAIL("rename");
  const int result = REAL(rename)(from, to);
  if (result == 0) note("rename %ld %s %s\n", count, from_name, to_name);
  FINISH();
}

int mkdir(const char* path, mode_t mode) {
  char name[PATH_MAX];
  if (!below(path, name)) return REAL(mkdir)(path, mode);
  MAYBE_FAIL("mkdir");
  const int result = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  if (result == 0) note("mkdir %ld %s\n", count, name);
  FINISH();
}

static int remove_file(const char* path) {
  char name[PATH_MAX];
  if (!below(path, name)) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  MAYBE_FAIL("unlink");
  const int result = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (result == 0) note("unlink %ld %s\n", count, name);
  FINISH();
}

int unlink(const char* path) { return remove_file(path); }

int remove(const char* path) {
  char name[PATH_MAX];
  return below(path, name) ? remove_file(path) : REAL(remove)(path);
}
