/**
 * The id of a part of a command: of one of its units, of a component, of one booking of a completion, of an object of its message. A key has no space
 * (`Idempotency-Key`, and the keys of workflows and devices), so no key that a caller chooses makes the id of a part.
 */
export const partId = (commandId: string, part: string | number): string => `${commandId} ${part}`

/** The id of the command of which this id names a part; the id itself if it names none. */
export const commandOfPart = (id: string): string => id.replace(/ [^ ]*$/, '')
