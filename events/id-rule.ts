/**
 * A business id: letters, digits, dot, underscore and hyphen, so that it fits paths, topics and keys. Kept apart from the schemas, for functions that
 * load none.
 */
export const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** Ids are keys of plain objects, so an id may not be a property that every object has, such as `constructor`. */
export const isReserved = (id: string): boolean => id in Object.prototype
