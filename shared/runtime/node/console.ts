/** Replaces `node:console` in every bundle: an ES module that imports it reads all its getters, which opens the standard streams. */
export const { Console } = process.getBuiltinModule('node:console')
