import type { Summary } from '../document-items.ts'
import { question, shardOf, shards } from '../keys.ts'
import type { Table } from '../table-client.ts'
import { merged, type Page, type Window } from './page.ts'

/** Versions of one recipe or of all, by recipe and version, each with its stored status. */
export const recipeVersionsIn = (
  site: Table,
  recipeId: string | undefined,
  window: Window,
): Promise<Page<Summary<'recipe'>>> =>
  merged(
    site,
    (recipeId === undefined ? shards : [shardOf(recipeId)]).map((shard) => question.recipes(shard)),
    window,
    { prefix: recipeId === undefined ? '' : `${recipeId}#` },
  )
