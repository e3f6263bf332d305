/*
 * Settings that keep the process of a plant small. Its threads come and go, and their memory should go back to the system. Node reads the settings
 * before any code of Andon runs.
 */

/** By default glibc keeps a heap for each of 16 threads, and all memory that was ever freed in it. */
export const variables = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' }

/**
 * By default V8 lets a heap grow to half of its limit before it first collects garbage, and keeps three times 16 MB for new objects: the plant's own
 * heap holds 40 MB after thousands of orders. The heaps of functions have limits of their own (lambda.ts).
 */
export const flags = ['--initial-old-space-size=32', '--max-semi-space-size=4', '--max-old-space-size=512']
