/* The nine-step pipeline by hand, as benchmarks/scenarios/pipeline.yaml: the same generator, the same keyed luck, the
   same rows of a log in memory. A binary heap of what ends (by second, case, position, round), queues as linked lists
   through the visits, one person more or less busy. usage: pipeline DAYS of arrivals; "rows" and "check" (a sum over
   mixed rows, whatever their order) are to be those of our log. Compile without contraction of products into sums. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const uint32_t seed_low = 1, seed_high = 0;

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

/* Wichura's AS 241, as sim/distributions/special.py. */
static double normal_centre(double r) {
    double top = 2.5090809287301226727e3 * r + 3.3430575583588128105e4;
    top = ((top * r + 6.7265770927008700853e4) * r + 4.5921953931549871457e4) * r + 1.3731693765509461125e4;
    top = ((top * r + 1.9715909503065514427e3) * r + 1.3314166789178437745e2) * r + 3.3871328727963666080e0;
    double low = 5.2264952788528545610e3 * r + 2.8729085735721942674e4;
    low = ((low * r + 3.9307895800092710610e4) * r + 2.1213794301586595867e4) * r + 5.3941960214247511077e3;
    low = ((low * r + 6.8718700749205790830e2) * r + 4.2313330701600911252e1) * r + 1.0;
    return top / low;
}

static double normal_shoulder(double r) {
    double top = 7.74545014278341407640e-4 * r + 2.27238449892691845833e-2;
    top = ((top * r + 2.41780725177450611770e-1) * r + 1.27045825245236838258e0) * r + 3.64784832476320460504e0;
    top = ((top * r + 5.76949722146069140550e0) * r + 4.63033784615654529590e0) * r + 1.42343711074968357734e0;
    double low = 1.05075007164441684324e-9 * r + 5.47593808499534494600e-4;
    low = ((low * r + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1;
    low = ((low * r + 1.67638483018380384940e0) * r + 2.05319162663775882187e0) * r + 1.0;
    return top / low;
}

static double normal_tail(double r) {
    double top = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5;
    top = ((top * r + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2) * r + 2.96560571828504891230e-1;
    top = ((top * r + 1.78482653991729133580e0) * r + 5.46378491116411436990e0) * r + 6.65790464350110377720e0;
    double low = 2.04426310338993978564e-15 * r + 1.42151175831644588870e-7;
    low = ((low * r + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4) * r + 1.48753612908506148525e-2;
    low = ((low * r + 1.36929880922735805310e-1) * r + 5.99832206555887937690e-1) * r + 1.0;
    return top / low;
}


static double normal(double u) {
    double q = u - 0.5;
    if (fabs(q) <= 0.425) return q * normal_centre(0.180625 - q * q);
    double r = sqrt(-log(q < 0.0 ? u : 1.0 - u));
    double z = r <= 5.0 ? normal_shoulder(r - 1.6) : normal_tail(r - 5.0);
    return q < 0.0 ? -z : z;
}

typedef struct { int64_t process, number, position, round, holder, queued, started, ended, worked, pool, person, outcome; } row;
typedef struct { int64_t number, position, round, row, person, next; } visit;
typedef struct { int64_t time; int32_t visit; int32_t pad; } event;
typedef struct { int64_t arrived, round, branches; } permit;

enum { APPLY = 0, CHECK = 2, CORRECT = 3, PLAN = 5, ROADS = 6, SURVEY = 7, DECIDE = 8, PAY = 9, HAND_OVER = 10 };
static const uint32_t ARRIVE = 3667834059u, AGAIN = 2340376041u;
static const struct { int pool; double mu, sigma; uint32_t stream; int holder; } step[11] = {
    [APPLY] = {0, 6.690822987667206, 0.47238072707743883, 3978558560u, 0},
    [CHECK] = {1, 6.667545224483198, 0.6314872286573717, 4084407885u, 0},
    [CORRECT] = {-1, 11.906147785478112, 0.5545130293761912, 3198587021u, 1},
    [PLAN] = {2, 6.936334485902111, 0.5545130293761912, 3700889078u, 0},
    [ROADS] = {-1, 12.391145240901121, 0.38525317015992655, 3216520266u, 2},
    [SURVEY] = {3, 7.383970168227151, 0.47238072707743883, 2655661996u, 0},
    [DECIDE] = {1, 5.7745322557930505, 0.47238072707743883, 3954150887u, 0},
    [PAY] = {4, 5.592210698999096, 0.47238072707743883, 3312477306u, 0},
    [HAND_OVER] = {0, 5.081385075233105, 0.47238072707743883, 2707569940u, 0},
};

static row *rows;
static visit *visits;
static event *heap;
static permit *permits;
static int64_t many_rows, many_visits, spare = -1, size, now, inside;
static int64_t head[5], tail[5], busy[5][8], idle[5] = {4, 6, 5, 8, 2};

static int before(event a, event b) {
    if (a.time != b.time) return a.time < b.time;
    visit *v = visits + a.visit, *w = visits + b.visit;
    if (v->number != w->number) return v->number < w->number;
    return v->position != w->position ? v->position < w->position : v->round < w->round;
}

static void push(int64_t time, int64_t v) {
    event e = {time, (int32_t)v, 0};
    int64_t k = size++;
    while (k > 0 && before(e, heap[(k - 1) / 2])) { heap[k] = heap[(k - 1) / 2]; k = (k - 1) / 2; }
    heap[k] = e;
}

static int64_t pop(void) {
    event first = heap[0], last = heap[--size];
    int64_t k = 0;
    for (int64_t c = 1; c < size; c = 2 * k + 1) {
        if (c + 1 < size && before(heap[c + 1], heap[c])) c++;
        if (!before(heap[c], last)) break;
        heap[k] = heap[c]; k = c;
    }
    heap[k] = last;
    return first.visit;
}

static void enter(int64_t number, int64_t position, int64_t round) {
    int64_t v = spare >= 0 ? spare : many_visits++;
    if (spare >= 0) spare = visits[v].next;
    row *r = rows + many_rows;
    int64_t takes = (int64_t)floor(exp(step[position].mu + step[position].sigma
        * normal(uniform(0, step[position].stream, (uint32_t)number, (uint32_t)round))) + 0.5);
    visits[v] = (visit){number, position, round, many_rows++, -1, -1};
    r->process = 0; r->number = number; r->position = position; r->round = round; r->holder = step[position].holder;
    r->queued = now;
    if (step[position].pool < 0) {
        r->started = now; r->worked = INT64_MIN; r->pool = r->person = INT64_MIN;
        push(now + takes, v);
        return;
    }
    r->worked = takes;
    int p = step[position].pool;
    if (tail[p] < 0) head[p] = v; else visits[tail[p]].next = v;
    tail[p] = v;
}

static void leave(int64_t number, int64_t position, int64_t round) {
    permit *c = permits + number;
    switch (position) {
        case APPLY: c->round = 1; enter(number, CHECK, 1); break;
        case CHECK:
            if (round < 20 && uniform(0, AGAIN, (uint32_t)number, (uint32_t)round) < 0.2) enter(number, CORRECT, round);
            else { c->branches = 0; enter(number, PLAN, 1); enter(number, ROADS, 1); }
            break;
        case CORRECT: enter(number, CHECK, ++c->round); break;
        case PLAN: case ROADS: if (++c->branches == 2) enter(number, SURVEY, 1); break;
        case HAND_OVER: inside--; break;
        default: enter(number, position + 1, 1);
    }
}

static void serve(void) {
    for (int p = 0; p < 5; p++)
        while (idle[p] > 0 && head[p] >= 0) {
            int64_t v = head[p], person = 0;
            head[p] = visits[v].next;
            if (head[p] < 0) tail[p] = -1;
            while (busy[p][person]) person++;
            busy[p][person] = 1; idle[p]--;
            row *r = rows + visits[v].row;
            r->started = now; r->pool = p; r->person = person;
            visits[v].person = person;
            push(now + r->worked, v);
        }
}

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    int64_t days = atoll(argv[1]), end = 86400 * days, most = 400 * days + 1000;
    double whole = 12.0 * 24 * (double)days, sum = 0;
    rows = malloc(sizeof(row) * (size_t)(12 * most));
    for (int64_t i = 0; i < 12 * most; i++) rows[i].process = 0; /* pages are there before the clock starts */
    visits = malloc(sizeof(visit) * (size_t)(4 * most)); heap = malloc(sizeof(event) * (size_t)(4 * most));
    permits = calloc((size_t)most, sizeof(permit));
    for (int p = 0; p < 5; p++) head[p] = tail[p] = -1;
    struct timespec a, b;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    int64_t number = 0, next;
    sum -= log1p(-uniform(0, ARRIVE, 0, 1));
    next = sum <= whole ? (int64_t)floor(sum / whole * (double)end) : INT64_MAX;
    while (inside > 0 || next < INT64_MAX) {
        int64_t soonest = size > 0 ? heap[0].time : INT64_MAX;
        /* An arrival stands at position -1 of a case that nothing else is due for: by its number among the rest. */
        if (next < soonest || (next == soonest && number < visits[heap[0].visit].number)) {
            now = next;
            inside++;
            permits[number].arrived = now;
            sum -= log1p(-uniform(0, ARRIVE, (uint32_t)(number + 1), 1));
            next = sum <= whole ? (int64_t)floor(sum / whole * (double)end) : INT64_MAX;
            enter(number++, APPLY, 1);
        } else {
            now = soonest;
            visit *v = visits + pop();
            row *r = rows + v->row;
            r->ended = now; r->outcome = 0;
            if (v->person >= 0) { busy[step[v->position].pool][v->person] = 0; idle[step[v->position].pool]++; }
            int64_t n = v->number, position = v->position, round = v->round;
            v->next = spare; spare = v - visits;
            leave(n, position, round);
        }
        /* The law of an instant: what ends at a second ends before anybody is served. */
        if (next != now && (size == 0 || heap[0].time != now)) serve();
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    double seconds = (double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec), cycle = 0;
    uint64_t check = 0;
    for (int64_t i = 0; i < many_rows; i++) {
        row *r = rows + i;
        uint64_t mixed = 0;
        const int64_t told[] = {r->number, r->position, r->round, r->holder, r->queued, r->started, r->ended, r->worked, r->pool, r->person};
        for (int k = 0; k < 10; k++) mixed = (mixed ^ (uint64_t)told[k]) * 1099511628211ull;
        check += mixed;
        if (r->position == HAND_OVER) cycle += (double)(r->ended - permits[r->number].arrived);
    }
    printf("{\"cases\": %lld, \"rows\": %lld, \"seconds\": %.6f, \"cycle_days\": %.6f, \"check\": \"%016llx\"}\n",
        (long long)number, (long long)many_rows, seconds, cycle / (double)number / 86400, (unsigned long long)check);
    return 0;
}
