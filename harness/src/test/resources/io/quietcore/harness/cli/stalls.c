/* Takes a CPU for 3 ms, 20 times a second, above everything that is not real time: stalls CPU SECONDS */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long long now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
    cpu_set_t cpus;
    struct sched_param param = {.sched_priority = 50};
    long long next, end;
    if (argc != 3) return 2;
    CPU_ZERO(&cpus);
    CPU_SET(atoi(argv[1]), &cpus);
    if (sched_setaffinity(0, sizeof cpus, &cpus) || sched_setscheduler(0, SCHED_FIFO, &param)) {
        perror("stalls");
        return 1;
    }
    next = now_ns();
    end = next + atoi(argv[2]) * 1000000000LL;
    while (next < end) {
        struct timespec t = {next / 1000000000LL, next % 1000000000LL};
        long long until;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
        until = now_ns() + 3000000;
        while (now_ns() < until) {}
        next += 50000000;
    }
    return 0;
}
