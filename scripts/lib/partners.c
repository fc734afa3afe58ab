/* Two pinned threads that meet, as the probes handoff and tick-to-trade have them: the same words 256 bytes apart, the same ring,
   the same feed and strategy. Prints P50 and P99 in ns of each of five windows. For scripts/bench-partners.
     partners handoff|tick-to-trade MEASURING_CPU PARTNER_CPU */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WINDOWS = 5, APART = 32, RING = 1 << 16, PADDING = 8, LEVELS = 32, ORDERS = 1024, BUCKETS = 10000000 };
static const int64_t WINDOW_NS = 300000000, RATE_HZ = 100000, LEAD_NS = 10000;

static uint32_t buckets[BUCKETS + 1];

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static inline void spin(void) {
#if defined __x86_64__
  __builtin_ia32_pause();
#elif defined __aarch64__
  __asm__ volatile("isb");
#endif
}

static void take(int cpu) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  if (sched_setaffinity(0, sizeof one, &one)) {
    perror("sched_setaffinity");
    exit(1);
  }
}

static inline void record(int64_t ns) { buckets[ns < 0 ? 0 : ns > BUCKETS ? BUCKETS : ns]++; }

static int quantile(double q) {
  uint64_t all = 0, below = 0;
  for (int i = 0; i <= BUCKETS; i++) all += buckets[i];
  for (int i = 0; i <= BUCKETS; i++)
    if ((below += buckets[i]) >= q * all) return i;
  return BUCKETS;
}

/* handoff: words 0 and 1, and 2 that ends it. */
static _Alignas(256) _Atomic int64_t words[4 * APART];
#define WORD(n) words[((n) + 1) * APART]

static void answer(void) {
  int64_t last = atomic_load_explicit(&WORD(1), memory_order_relaxed);
  while (!atomic_load_explicit(&WORD(2), memory_order_acquire)) {
    int64_t asked = atomic_load_explicit(&WORD(0), memory_order_acquire);
    if (asked != last) {
      atomic_store_explicit(&WORD(1), asked, memory_order_release);
      last = asked;
    } else {
      spin();
    }
  }
}

static void ask(void) {
  int64_t asked = atomic_load_explicit(&WORD(0), memory_order_relaxed), now = now_ns(), until = now + WINDOW_NS;
  do {
    int64_t again = now_ns(), before = again - now > 1000 ? now : again;
    atomic_store_explicit(&WORD(0), ++asked, memory_order_release);
    while (atomic_load_explicit(&WORD(1), memory_order_acquire) != asked) spin();
    now = now_ns();
    record(now - before);
  } while (now < until);
}

/* tick-to-trade: producer's and consumer's fields apart, as TickRingLayout has them. */
static struct {
  _Alignas(256) _Atomic int64_t published;
  int64_t consumed_seen;
  _Alignas(256) _Atomic int64_t consumed;
  int64_t published_seen;
  _Alignas(256) int64_t slots[2 * (PADDING + RING + PADDING)];
} ring;
static int64_t from_ns, late;

static void publish(void) {
  int64_t price = 100000, count = RATE_HZ * WINDOW_NS / 1000000000;
  for (int64_t i = 1; i <= count; i++) {
    int64_t due = from_ns + i / RATE_HZ * 1000000000 + i % RATE_HZ * 1000000000 / RATE_HZ, now = now_ns();
    if (now - due > 1000) late++;
    while (now < due) {
      spin();
      now = now_ns();
    }
    price += (((i * 2654435761LL) >> 29) & 3) - 1;
    int64_t at = atomic_load_explicit(&ring.published, memory_order_relaxed);
    while (at - ring.consumed_seen > RING - 1) {
      ring.consumed_seen = atomic_load_explicit(&ring.consumed, memory_order_acquire);
      if (at - ring.consumed_seen > RING - 1) spin();
    }
    int64_t *slot = ring.slots + 2 * ((at & (RING - 1)) + PADDING);
    slot[0] = due;
    slot[1] = price;
    atomic_store_explicit(&ring.published, at + 1, memory_order_release);
  }
}

static int64_t book[LEVELS], orders[2 * ORDERS], average, order;

static void trade(void) {
  int64_t count = RATE_HZ * WINDOW_NS / 1000000000;
  for (int64_t i = 0; i < count; i++) {
    int64_t at = atomic_load_explicit(&ring.consumed, memory_order_relaxed);
    while (ring.published_seen <= at) {
      ring.published_seen = atomic_load_explicit(&ring.published, memory_order_acquire);
      if (ring.published_seen <= at) spin();
    }
    int64_t *slot = ring.slots + 2 * ((at & (RING - 1)) + PADDING), due = slot[0], price = slot[1];
    average += (price - average) >> 4;
    int level = price & (LEVELS - 1);
    book[level] += price > average ? 1 : -1;
    int64_t *to = orders + 2 * (order++ & (ORDERS - 1));
    ((volatile int64_t *)to)[0] = price;
    ((volatile int64_t *)to)[1] = book[level];
    atomic_store_explicit(&ring.consumed, at + 1, memory_order_release);
    record(now_ns() - due);
  }
}

/* The partner spins between windows as it does within them: nobody is woken. */
static _Alignas(256) _Atomic int turn;
static _Alignas(256) _Atomic int done;
static _Alignas(256) int partner_cpu;
static void (*task)(void);

static void *serve(void *unused) {
  (void)unused;
  take(partner_cpu);
  for (int i = 1; i <= 2 * WINDOWS; i++) {
    while (atomic_load(&turn) < i) spin();
    task();
    atomic_store(&done, i);
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "partners handoff|tick-to-trade MEASURING_CPU PARTNER_CPU\n");
    return 2;
  }
  int handoff = !strcmp(argv[1], "handoff");
  pthread_t partner;
  partner_cpu = atoi(argv[3]);
  task = handoff ? answer : publish;
  take(atoi(argv[2]));
  pthread_create(&partner, NULL, serve, NULL);
  for (int i = 1; i <= 2 * WINDOWS; i++) {
    memset(buckets, 0, sizeof buckets);
    atomic_store(&WORD(2), 0);
    from_ns = now_ns() + LEAD_NS;
    atomic_store(&turn, i);
    if (handoff) {
      ask();
      atomic_store(&WORD(2), 1);
    } else {
      trade();
    }
    while (atomic_load(&done) < i) spin();
    if (i > WINDOWS) printf("%d %d\n", quantile(.5), quantile(.99));
  }
  pthread_join(partner, NULL);
  return 0;
}
