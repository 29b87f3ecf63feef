/* The M/M/5 queue by hand: the same generator, the same keyed luck, the same rows of a log in memory.
   A binary heap of ends, a ring of waiting customers, arrivals by inversion of the integrated rate. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint32_t seed_low = 1, seed_high = 0;

static double uniform(uint32_t replication, uint32_t stream, uint32_t number, uint32_t round) {
    uint64_t c0 = replication, c1 = stream, c2 = number, c3 = round, k0 = seed_low, k1 = seed_high;
    for (int i = 0; i < 10; i++) {
        uint64_t p0 = 0xD2511F53ull * c0, p1 = 0xCD9E8D57ull * c2;
        c0 = (p1 >> 32) ^ c1 ^ k0; c1 = p1 & 0xFFFFFFFFull;
        uint64_t c2n = (p0 >> 32) ^ c3 ^ k1; c3 = p0 & 0xFFFFFFFFull; c2 = c2n;
        k0 = (k0 + 0x9E3779B9ull) & 0xFFFFFFFFull; k1 = (k1 + 0xBB67AE85ull) & 0xFFFFFFFFull;
    }
    return ((double)((c0 << 20) | (c1 >> 12)) + 0.5) * 0x1p-52;
}

typedef struct { int64_t process, number, position, round, holder, queued, started, ended, worked, pool, person, outcome; } row;
typedef struct { int64_t time, number, person; } event;

int main(int argc, char **argv) {
    int64_t wanted = atoll(argv[1]);
    double rate = atof(argv[2]) / 3600, mean = 60;
    row *rows = malloc(sizeof(row) * (size_t)wanted);
    for (int64_t i = 0; i < wanted; i++) rows[i].process = 0; /* pages are there before the clock starts */
    int64_t *line = malloc(sizeof(int64_t) * (size_t)wanted);
    event heap[8];
    int busy[5] = {0}, n = 0;
    int64_t head = 0, tail = 0, number = 0, done = 0;
    double sum = 0;
    struct timespec a, b;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    sum -= log1p(-uniform(0, 7, 0, 1));
    int64_t arrival = (int64_t)floor(sum / rate);
    while (done < wanted) {
        int64_t now;
        if (number < wanted && (n == 0 || arrival < heap[0].time)) {
            now = arrival;
            row *r = &rows[number];
            r->number = number; r->position = 0; r->round = 1; r->holder = 0; r->queued = now;
            r->worked = (int64_t)floor(-mean * log1p(-uniform(0, 11, (uint32_t)number, 1)) + 0.5);
            line[tail++] = number++;
            sum -= log1p(-uniform(0, 7, (uint32_t)number, 1));
            arrival = (int64_t)floor(sum / rate);
        } else {
            event e = heap[0];
            now = e.time;
            event last = heap[--n];
            int k = 0;
            for (int c = 1; c < n; c = 2 * k + 1) {
                if (c + 1 < n && heap[c + 1].time < heap[c].time) c++;
                if (heap[c].time >= last.time) break;
                heap[k] = heap[c]; k = c;
            }
            if (n > 0) heap[k] = last;
            rows[e.number].ended = now; rows[e.number].outcome = 0;
            busy[e.person] = 0;
            done++;
        }
        while (head < tail && n < 5) {
            int64_t c = line[head++];
            int person = 0;
            while (busy[person]) person++;
            busy[person] = 1;
            rows[c].started = now; rows[c].pool = 0; rows[c].person = person;
            event e = {now + rows[c].worked, c, person};
            int k = n++;
            while (k > 0 && e.time < heap[(k - 1) / 2].time) { heap[k] = heap[(k - 1) / 2]; k = (k - 1) / 2; }
            heap[k] = e;
        }
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    double seconds = (double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec);
    int64_t queue = 0;
    for (int64_t i = 0; i < wanted; i++) queue += rows[i].started - rows[i].queued;
    printf("{\"cases\": %lld, \"rows\": %lld, \"seconds\": %.6f, \"check\": %.4f}\n", (long long)wanted, (long long)wanted, seconds, (double)queue / (double)wanted);
    return 0;
}
