import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { SiteClient } from '../demo/client.ts'
import { type Kind, kinds } from './kinds.ts'
import { bodyOf, eachOf, idsAt, pagesOf, presentAt } from './plant-state.ts'

/** The folder has files already. */
export class NotEmpty extends Error {}

/** Writes everything that the plant defines into an empty folder, as JSON. Retired recipe versions are left out. */
export async function exportTo(
  client: SiteClient,
  folder: string,
  doing: (what: string) => void = () => {},
): Promise<number> {
  await mkdir(join(folder, 'recipes'), { recursive: true })
  const there = [
    ...(await readdir(folder)).filter((name) => name !== 'recipes'),
    ...(await readdir(join(folder, 'recipes'))),
  ]
  if (there.length > 0) throw new NotEmpty(`${folder} is not empty (${there[0]}); name a new folder.`)
  let count = 0
  for (const kind of kinds) {
    doing(`reading ${kind.file}`)
    const present = await eachOf((await idsAt(client, kind)).sort(), (id) => presentAt(client, kind, id))
    const values = present.flatMap((it) => (it ? withoutDefaults(kind, it.value) : []))
    count += values.length
    if (values.length > 0) await writeJson(join(folder, `${kind.file}.json`), values)
  }
  doing('reading recipes')
  const versions = await pagesOf((query) => client.listRecipes(query), 'recipes')
  const kept = versions.filter(({ status }) => status !== 'retired')
  await eachOf(kept, async ({ recipeId, version }) => {
    const document = bodyOf(await client.exportRecipe({ recipeId, version }), `recipe ${recipeId}`)
    await writeJson(join(folder, 'recipes', `${recipeId}@${version}.json`), document)
  })
  return count + kept.length
}

/** The id first, and without fields that the schema fills in by itself. */
function withoutDefaults({ id, schema }: Kind, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  let left: Record<string, unknown> = { [id]: value[id], ...value }
  for (const name of Object.keys(value)) {
    const { [name]: _field, ...rest } = left
    const parsed = schema.safeParse(rest)
    if (parsed.success && isDeepStrictEqual(parsed.data, value)) left = rest
  }
  return left
}

const writeJson = (file: string, value: unknown): Promise<void> =>
  writeFile(file, `${JSON.stringify(value, null, 2)}\n`)
