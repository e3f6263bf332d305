import type { Actor } from '../../../events/envelope.ts'

/**
 * The id of a command, and of its fact: a key among the keys of its caller. The same key of another person, machine or workflow is another command.
 * An encoded id has no `/`, so two callers never make one id.
 */
export const ownId = ({ kind, id }: Pick<Actor, 'kind' | 'id'>, key: string): string =>
  `${kind}/${encodeURIComponent(id)}/${key}`

/**
 * The id of a part of a command: of one of its units, of a component, of an object of its message. A key has no space (`Idempotency-Key`, and the
 * keys of workflows and devices), so no key that a caller chooses makes the id of a part.
 */
export const partId = (commandId: string, part: string | number): string => `${commandId} ${part}`
