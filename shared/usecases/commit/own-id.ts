import type { Actor } from '../../../events/envelope.ts'

/**
 * The id of a command, and of its fact: a key among the keys of its caller. The same key of another person, machine or workflow is another command.
 * An encoded id has no `/`, so two callers never make one id.
 */
export const ownId = ({ kind, id }: Pick<Actor, 'kind' | 'id'>, key: string): string =>
  `${kind}/${encodeURIComponent(id)}/${key}`
