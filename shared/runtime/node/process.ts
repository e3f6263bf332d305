/** In the place of `node:process` in every bundle: an ES module that imports it opens the standard streams, which are getters, too. */
export const { env, versions } = process
