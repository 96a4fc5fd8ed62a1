/* libfaketime 0.9.10, which Debian and Ubuntu have, refuses to sleep until a moment of the monotonic
 * clock (EINVAL) when that clock isn't faked; Python sleeps that way. Fixed in libfaketime 0.9.11.
 * `dates.py` compiles this and loads it first, so that such a sleep goes to the kernel. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left) {
    return syscall(SYS_clock_nanosleep, clock, flags, time, left) == 0 ? 0 : errno;
}
