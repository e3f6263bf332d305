import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { faultsAt, type Known } from '../../shared/domain/recipes/recipe-faults.ts'
import { told, tongueOf } from '../../shared/usecases/telling.ts'
import type { SiteClient } from '../demo/client.ts'
import { type Kind, kinds, material } from './kinds.ts'
import { bodyOf, eachOf, idsAt, type Present, pagesOf, presentAt } from './plant-state.ts'

/** The folder has files already. */
export class NotEmpty extends Error {}

export interface Exported {
  readonly count: number
  /** Drafts with faults, which no other plant takes, with the first fault of each. */
  readonly leftOut: readonly string[]
}

/** Writes everything that the plant defines into an empty folder, as JSON. Retired recipe versions and drafts with faults are left out. */
export async function exportTo(
  client: SiteClient,
  folder: string,
  doing: (what: string) => void = () => {},
): Promise<Exported> {
  await mkdir(join(folder, 'recipes'), { recursive: true })
  const there = [
    ...(await readdir(folder)).filter((name) => name !== 'recipes'),
    ...(await readdir(join(folder, 'recipes'))),
  ]
  if (there.length > 0) throw new NotEmpty(`${folder} is not empty (${there[0]}); name a new folder.`)
  let count = 0
  const defined = new Map<string, readonly Present['value'][]>()
  for (const kind of kinds) {
    doing(`reading ${kind.file}`)
    const present = await eachOf((await idsAt(client, kind)).sort(), (id) => presentAt(client, kind, id))
    const values = present.flatMap((it) => (it ? withoutDefaults(kind, it.value) : []))
    count += values.length
    defined.set(
      kind.file,
      present.flatMap((it) => (it ? [it.value] : [])),
    )
    if (values.length > 0) await writeJson(join(folder, `${kind.file}.json`), values)
  }
  doing('reading recipes')
  const versions = await pagesOf((query) => client.listRecipes(query), 'recipes')
  const kept = versions.filter(({ status }) => status !== 'retired')
  const known = knownIn(defined)
  const tongue = await tongueOf('en')
  const leftOut = await eachOf(kept, async ({ recipeId, version, status }) => {
    const document = bodyOf(await client.exportRecipe({ recipeId, version }), `recipe ${recipeId}`)
    const faults = status === 'draft' ? told(faultsAt(known, document.recipe), tongue) : []
    const [first] = faults
    if (first) return [`recipe ${recipeId} version ${version}: ${first.detail}`]
    await writeJson(join(folder, 'recipes', `${recipeId}@${version}.json`), document)
    return []
  })
  const names = leftOut.flat()
  return { count: count + kept.length - names.length, leftOut: names }
}

const knownIn = (defined: ReadonlyMap<string, readonly Present['value'][]>): Known => ({
  equipmentClasses: new Set(
    [...(defined.get('equipment-classes') ?? []), ...(defined.get('equipment') ?? [])].flatMap(
      ({ equipmentClassId, equipmentClass }) =>
        [equipmentClassId, equipmentClass].filter((it) => typeof it === 'string'),
    ),
  ),
  materials: new Map((defined.get('materials') ?? []).map((it) => material.parse(it)).map((it) => [it.materialId, it])),
})

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
