/*
 * How the process of a plant stays small. Its threads come and go, and what they leave should go back to the system; both is read before
 * anything of ours runs.
 */

/** By itself glibc keeps a heap for each of 16 threads, and whatever was once freed in it. */
export const variables = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' }

/**
 * By itself V8 lets a heap grow to half of its limit before it first looks what of it is still needed, and keeps three times 16 MB for what is new:
 * the plant's own heap holds 40 MB after thousands of orders. The heaps of functions have limits of their own (lambda.ts).
 */
export const flags = ['--initial-old-space-size=32', '--max-semi-space-size=4', '--max-old-space-size=512']
