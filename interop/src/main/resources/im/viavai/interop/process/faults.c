// Preloaded into a server under test (LD_PRELOAD): makes fsync fail and moves the wall clock, as a file says that the
// test writes while the server runs. Its layout, 64-bit numbers in the machine's order:
//
//   0  syncs that are to fail with EIO from now on; negative: all
//   8  syncs that failed so far (written here)
//  16  what the wall clock shows too much, in nanoseconds
//
// The monotonic clock is left alone, as a stepped clock leaves it alone.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct control {
  int64_t failing, failed, offset;
};

static struct control *control;
static int (*next_gettime)(clockid_t, struct timespec *);
static int (*next_sync)(int), (*next_datasync)(int);

__attribute__((constructor)) static void start(void) {
  next_gettime = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  next_sync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  next_datasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  const char *path = getenv("VIAVAI_FAULTS");
  int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *at = mmap(0, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (at != MAP_FAILED) control = at;
}

static int fails(void) {
  if (!control) return 0;
  int64_t left = __atomic_load_n(&control->failing, __ATOMIC_SEQ_CST);
  if (left == 0) return 0;
  if (left > 0) __atomic_fetch_sub(&control->failing, 1, __ATOMIC_SEQ_CST);
  __atomic_fetch_add(&control->failed, 1, __ATOMIC_SEQ_CST);
  errno = EIO;
  return 1;
}

int fsync(int file) { return fails() ? -1 : next_sync ? next_sync(file) : (int)syscall(SYS_fsync, file); }

int fdatasync(int file) { return fails() ? -1 : next_datasync ? next_datasync(file) : (int)syscall(SYS_fdatasync, file); }

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = next_gettime ? next_gettime(clock, time) : (int)syscall(SYS_clock_gettime, clock, time);
  if (result || !control || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return result;
  int64_t offset = __atomic_load_n(&control->offset, __ATOMIC_SEQ_CST);
  int64_t nanos = time->tv_nsec + offset % 1000000000;
  time->tv_sec += offset / 1000000000;
  if (nanos < 0) nanos += 1000000000, time->tv_sec--;
  if (nanos >= 1000000000) nanos -= 1000000000, time->tv_sec++;
  time->tv_nsec = nanos;
  return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec time;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &time)) return -1;
  now->tv_sec = time.tv_sec;
  now->tv_usec = time.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *seconds) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (seconds) *seconds = now.tv_sec;
  return now.tv_sec;
}
