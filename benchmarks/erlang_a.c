/* The Erlang A queue by hand, with the event logic of the kernel and nothing else of the model:
   arrivals from their sorted column, a heap of (time, kind, customer) for service ends and
   patience, first come first served, the agent who is idle longest takes the next customer. */
#include <stdint.h>
#include <stdlib.h>

enum { SERVICE_END = 0, PATIENCE_END = 6 };

typedef struct {
    double at_s;
    int64_t key; /* kind, then customer */
} Event;

typedef struct {
    int32_t next, prev, agent;
    int8_t waiting;
} Customer;

static int before(Event one, Event other) {
    return one.at_s < other.at_s || (one.at_s == other.at_s && one.key < other.key);
}

static void push(Event *heap, int64_t *size, Event event) {
    int64_t place = (*size)++;
    while (place > 0) {
        int64_t above = (place - 1) >> 2;
        if (before(heap[above], event)) break;
        heap[place] = heap[above];
        place = above;
    }
    heap[place] = event;
}

static Event pop(Event *heap, int64_t *size) {
    Event top = heap[0], last = heap[--*size];
    int64_t place = 0;
    for (;;) {
        int64_t child = 4 * place + 1, end = child + 4 < *size ? child + 4 : *size;
        if (child >= *size) break;
        int64_t least = child;
        for (int64_t other = child + 1; other < end; other++)
            if (before(heap[other], heap[least])) least = other;
        if (before(last, heap[least])) break;
        heap[place] = heap[least];
        place = least;
    }
    heap[place] = last;
    return top;
}

static Event event_of(double at_s, int64_t kind, int64_t customer) {
    Event event = {at_s, kind << 59 | customer};
    return event;
}

void play(int64_t customers, int32_t agents, const double *arrivals_s, const double *works_s,
          const double *patiences_s, double *waits_s) {
    Event *heap = malloc(sizeof(Event) * (size_t)(2 * customers + 1));
    Customer *all = malloc(sizeof(Customer) * (size_t)customers);
    int32_t *idle = malloc(sizeof(int32_t) * (size_t)agents); /* a ring, idle longest first */
    int32_t idle_first = 0, idle_count = agents, head = -1, tail = -1;
    int64_t size = 0, next = 0;
    for (int32_t agent = 0; agent < agents; agent++) idle[agent] = agent;

    while (next < customers || size > 0) {
        int64_t j;
        double now_s;
        if (next < customers && (size == 0 || arrivals_s[next] < heap[0].at_s)) {
            j = next++;
            now_s = arrivals_s[j];
            if (idle_count > 0) {
                all[j].agent = idle[idle_first];
                idle_first = (idle_first + 1) % agents;
                idle_count--;
                all[j].waiting = 0;
                waits_s[j] = 0.0;
                push(heap, &size, event_of(now_s + works_s[j], SERVICE_END, j));
            } else {
                all[j].waiting = 1;
                all[j].next = -1;
                all[j].prev = tail;
                if (tail >= 0) all[tail].next = (int32_t)j; else head = (int32_t)j;
                tail = (int32_t)j;
                push(heap, &size, event_of(now_s + patiences_s[j], PATIENCE_END, j));
            }
            continue;
        }
        Event event = pop(heap, &size);
        j = event.key & 0xffffffff;
        now_s = event.at_s;
        int32_t agent = -1;
        if (event.key >> 59 == SERVICE_END) {
            agent = all[j].agent;
            j = head;
            if (j < 0) {
                idle[(idle_first + idle_count++) % agents] = agent;
                continue;
            }
        } else if (!all[j].waiting) {
            continue;
        }
        /* customer j leaves the queue, for the agent or for good */
        all[j].waiting = 0;
        if (all[j].prev >= 0) all[all[j].prev].next = all[j].next; else head = all[j].next;
        if (all[j].next >= 0) all[all[j].next].prev = all[j].prev; else tail = all[j].prev;
        waits_s[j] = now_s - arrivals_s[j];
        if (agent >= 0) {
            all[j].agent = agent;
            push(heap, &size, event_of(now_s + works_s[j], SERVICE_END, j));
        }
    }
    free(heap);
    free(all);
    free(idle);
}
