/* base_pieces.c: pieces keep what is written into them, and come back from any thread in any order. */
#define TEST_MAIN
#include "test.h"

#include "base/pieces.h"

#include <pthread.h>
#include <stdatomic.h>

enum { SLOTS = 3000, ROUNDS = 400000, THREADS = 3 };

struct held {
    size_t n;
    u64 mark;
};

/* Pieces that one thread makes and another gives back. */
static _Atomic(struct held *) shared[SLOTS];
static atomic_size_t spoilt;

static struct held *made(u64 *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    u64 r = *state >> 33;
    size_t n = sizeof(struct held) + (r % 64 ? r % 120 : r % 9000);
    struct held *h = piece_alloc(n);
    *h = (struct held){n, r};
    memset(h + 1, (int)(r & 0xff), n - sizeof *h);
    return h;
}

static void give_back(struct held *h)
{
    if (!h) return;
    const u8 *p = (const u8 *)(h + 1);
    for (size_t i = 0; i < h->n - sizeof *h; i++)
        if (p[i] != (u8)h->mark) atomic_fetch_add(&spoilt, 1);
    piece_free(h);
}

static void *churn(void *arg)
{
    u64 state = *(u64 *)arg;
    for (int i = 0; i < ROUNDS; i++) {
        struct held *h = made(&state);
        give_back(atomic_exchange(&shared[(state >> 40) % SLOTS], h));
        if (i % 50000 == 0) /* now and then all of them */
            for (size_t k = 0; k < SLOTS; k++)
                give_back(atomic_exchange(&shared[k], NULL));
    }
    pieces_leave();
    return NULL;
}

TEST(pieces_of_several_threads)
{
    pthread_t threads[THREADS];
    u64 seeds[THREADS] = {1, 2, 3};
    for (size_t i = 0; i < THREADS; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, churn, &seeds[i]), 0);
    for (size_t i = 0; i < THREADS; i++)
        CHECK_INT(pthread_join(threads[i], NULL), 0);
    for (size_t k = 0; k < SLOTS; k++)
        give_back(atomic_exchange(&shared[k], NULL));
    CHECK_INT(spoilt, 0);
}

TEST(one_slab_serves_pieces_that_come_back)
{
    char *first = piece_alloc(40), *p = first;
    CHECK(((uintptr_t)first & 7) == 0);
    size_t again = 0;
    for (int i = 0; i < 20000; i++) {
        piece_free(p);
        p = piece_alloc(40);
        again += p == first;
    }
    CHECK(again > 5);
    piece_free(p);
    piece_free(NULL);
    pieces_leave();
}
