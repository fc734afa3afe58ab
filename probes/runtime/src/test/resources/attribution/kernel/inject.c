/* Makes what another CPU, or the kernel, does to a thread that spins: a TLB shootdown, an interprocessor interrupt, work of a
   kworker, a page fault; 40 of one kind, 20 ms apart. CPU 1 spins and keeps every gap over 3 us, CPU 0 injects. Writes the moments
   (CLOCK_MONOTONIC) as JSON. The recordings beside this file were made with it, as root, on a guest of 2 CPUs and Linux 6.18,
   while the events irq, irq_vectors, sched_switch, tlb_flush, page_fault_user and workqueue_execute_start of CPU 1 were traced
   (trace_clock mono); then other programs lost their names.
     gcc -O2 -pthread inject.c -o inject && inject tlb-shootdown|ipi|workqueue|page-fault FILE */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/membarrier.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 40, GAPS = 200000 };
static const long HUGE_BYTES = 1L << 21;

static long gaps[GAPS][2], injected[EVENTS][2];
static int gap_count, thread_id;
static volatile int injected_count, ended, touch;
static char *region;

static long now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void take(int cpu) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  sched_setaffinity(0, sizeof one, &one);
}

static void *spin(void *unused) {
  (void)unused;
  take(1);
  thread_id = syscall(SYS_gettid);
  long last = now_ns();
  while (!ended) {
    if (touch) {
      touch = 0;
      injected[injected_count][0] = now_ns();
      region[injected_count * HUGE_BYTES] = 1;
      injected[injected_count][1] = now_ns();
      injected_count++;
    }
    long now = now_ns();
    if (now - last > 3000 && gap_count < GAPS) {
      gaps[gap_count][0] = last;
      gaps[gap_count++][1] = now - last;
    }
    last = now;
  }
  return NULL;
}

static void inject(const char *what) {
  size_t bytes = 16 << 12;
  void *pages = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memset(pages, 1, bytes);
  int refresh = open("/proc/sys/vm/stat_refresh", O_WRONLY);
  long from = now_ns();
  if (!strcmp(what, "tlb-shootdown")) munmap(pages, bytes);
  if (!strcmp(what, "ipi")) syscall(__NR_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
  /* Each CPU's kworker folds its counters (mm/vmstat.c). */
  if (!strcmp(what, "workqueue") && write(refresh, "1", 1) < 0) perror("stat_refresh");
  injected[injected_count][0] = from;
  injected[injected_count][1] = now_ns();
  injected_count++;
  close(refresh);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  region = mmap(0, (EVENTS + 1) * HUGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  region = (char *)(((long)region + HUGE_BYTES - 1) & ~(HUGE_BYTES - 1));
  madvise(region, EVENTS * HUGE_BYTES, MADV_HUGEPAGE);
  syscall(__NR_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
  take(0);
  pthread_t spinning;
  pthread_create(&spinning, NULL, spin, NULL);
  usleep(100000);
  for (int i = 0; i < EVENTS; i++) {
    usleep(20000);
    if (!strcmp(argv[1], "page-fault")) {
      touch = 1;
    } else {
      inject(argv[1]);
    }
  }
  usleep(20000);
  ended = 1;
  pthread_join(spinning, NULL);
  FILE *out = fopen(argv[2], "w");
  fprintf(out, "{\"thread\":%d,\"injectedNs\":[", thread_id);
  for (int i = 0; i < injected_count; i++) fprintf(out, "%s[%ld,%ld]", i ? "," : "", injected[i][0], injected[i][1]);
  fprintf(out, "],\"gapsNs\":[");
  for (int i = 0; i < gap_count; i++) fprintf(out, "%s[%ld,%ld]", i ? "," : "", gaps[i][0], gaps[i][1]);
  fprintf(out, "]}\n");
  return fclose(out);
}
