/** In the place of `node:console` in every bundle: an ES module that imports it opens the standard streams, which are getters of it. */
export const { Console } = process.getBuiltinModule('node:console')
