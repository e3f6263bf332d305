import type { Instant } from '../../events/identifiers.ts'
import type { Entities } from '../domain/change.ts'
import type { Store } from '../usecases/commit/store.ts'
import type { Operation } from './handler.ts'
import { Problem } from './problem.ts'

type View<Kind extends keyof Entities> = (value: Entities[Kind], at: Instant) => unknown

/** Serves one thing by the id in its path, as it is kept or as `view` shows it, with its version as the ETag. */
export const reading =
  (store: Store) =>
  <Kind extends keyof Entities>(
    kind: Kind,
    idOf: string | ((path: Readonly<Record<string, string>>) => string),
    view: View<Kind> = (value) => value,
  ): Operation =>
  async ({ path, at }) => {
    const id = typeof idOf === 'string' ? (path[idOf] ?? '') : idOf(path)
    const { found } = await store.load({ found: { kind, id } })
    if (!found) throw notFound({ kind, id })
    // What is left of a lot changes under the condition itself and has no version to match.
    const headers: Record<string, string> = kind === 'lot' ? {} : { etag: `"${found.version}"` }
    return { json: view(found.value as Entities[Kind], at), headers }
  }

export const notFound = ({ kind, id }: { kind: string; id: string }): Problem =>
  new Problem('not-found', [
    { code: 'not-found', detail: `There is no ${kind} ${id} at this site.`, ref: `${kind}:${id}` },
  ])
