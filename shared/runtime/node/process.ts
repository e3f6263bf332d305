/** Replaces `node:process` in every bundle: an ES module that imports it reads all its getters, which opens the standard streams. */
export const { env, versions } = process
