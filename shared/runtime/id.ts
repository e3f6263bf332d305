import { v7 } from 'uuid'

/** A new id that sorts by creation time (RFC 9562, version 7), for commands without an id of their own. */
export const newId = (): string => v7()
