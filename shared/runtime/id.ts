import { v7 } from 'uuid'

/** A new id that sorts by its time of making (RFC 9562, version 7), for commands that bring none of their own. */
export const newId = (): string => v7()
