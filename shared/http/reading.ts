import type { Instant } from '../../events/identifiers.ts'
import type { Noun } from '../../events/sentences/english/things.ts'
import type { Entities } from '../domain/change.ts'
import { violation } from '../domain/refusal.ts'
import type { Store } from '../usecases/commit/store.ts'
import type { Operation } from './operation.ts'
import { Problem } from './problem.ts'
import type { Ids } from './route.ts'

/** Serves one thing by the id in its path, stored or through `view`, with its version as the ETag. */
export function reading(store: Store) {
  function read<Kind extends keyof Entities, Path extends Ids>(
    kind: Kind,
    idOf: (path: Path) => string,
  ): Operation<Path, unknown, unknown, Entities[Kind]>
  function read<Kind extends keyof Entities, Path extends Ids, Json>(
    kind: Kind,
    idOf: (path: Path) => string,
    view: (value: Entities[Kind], at: Instant) => Json,
  ): Operation<Path, unknown, unknown, Json>
  function read<Kind extends keyof Entities, Path extends Ids>(
    kind: Kind,
    idOf: (path: Path) => string,
    view: (value: Entities[Kind], at: Instant) => unknown = (value) => value,
  ): Operation<Path> {
    return async ({ path, at }) => {
      const id = idOf(path)
      const { found } = await store.load({ found: { kind, id } })
      if (!found) throw notFound({ kind, id })
      // The balance of a lot changes without a new version, so a lot has no ETag.
      const headers: Record<string, string> = kind === 'lot' ? {} : { etag: `"${found.version}"` }
      return { json: view(found.value as Entities[Kind], at), headers }
    }
  }
  return read
}

export const named =
  <Name extends string>(name: Name) =>
  (path: Readonly<Record<Name, string>>): string =>
    path[name]

export const notFound = ({ kind, id }: { kind: Noun; id: string }): Problem =>
  new Problem('not-found', [violation('not-found', { type: kind, id }, `${kind}:${id}`)])
