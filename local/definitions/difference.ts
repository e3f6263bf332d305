import { isDeepStrictEqual } from 'node:util'
import { equipmentId } from '../../events/identifiers.ts'
import { equipmentDefinition, type RecipeDocument } from '../../events/recipe.ts'
import { withDaysEnded } from '../../shared/domain/day-end.ts'
import { outOfLevel } from '../../shared/domain/equipment/equipment.ts'
import { faultsAt, type Known } from '../../shared/domain/recipes/recipe-faults.ts'
import { told, tongueOf } from '../../shared/usecases/telling.ts'
import type { SiteClient } from '../demo/client.ts'
import { type Definition, type Folder, pathOf, type WrittenRecipe } from './folder.ts'
import { type Kind, kinds, material } from './kinds.ts'
import {
  bodyOf,
  eachOf,
  everyId,
  type Present,
  type PresentRecipe,
  pagesOf,
  presentAt,
  recipeAt,
} from './plant-state.ts'
import { type Fault, placeOf } from './written.ts'

/** A definition that the plant does not have, or has otherwise. */
export interface Difference {
  readonly definition: Definition
  readonly before: Present | undefined
  /** The fields that differ; all of them where the plant has none. */
  readonly fields: readonly string[]
}

export interface RecipeDifference {
  readonly recipe: WrittenRecipe
  readonly before: PresentRecipe | undefined
}

export interface Comparison {
  /** In the order in which they can be applied. */
  readonly definitions: readonly Difference[]
  readonly recipes: readonly RecipeDifference[]
  readonly same: number
  /** What the plant has and the folder has not; it stays. */
  readonly onlyThere: readonly { readonly kind: Kind; readonly ids: readonly string[] }[]
  readonly faults: readonly Fault[]
}

/** Compares a folder with a plant, and names everything because of which the plant would refuse a part of it. */
export async function compare(
  client: SiteClient,
  folder: Folder,
  doing: (what: string) => void = () => {},
): Promise<Comparison> {
  doing('listing what the plant has')
  const { timeZone } = bodyOf(await client.getHealth(), 'its health')
  const there = await everyId(client)
  const classes = await classesOf(client, folder)
  doing(`comparing ${folder.definitions.length} definitions`)
  const compared = await eachOf(folder.definitions, async (definition): Promise<Difference | undefined> => {
    // The plant keeps a date as the midnight that ends it there.
    const wanted = { ...definition, value: withDaysEnded(withClass(definition, classes), () => timeZone) }
    const before = await presentAt(client, definition.kind, definition.id)
    const fields = differing(wanted.value, before?.value)
    return fields.length > 0 ? { definition: wanted, before, fields } : undefined
  })
  doing(`comparing ${folder.recipes.length} recipes`)
  const recipes = await eachOf(folder.recipes, async (recipe): Promise<RecipeDifference | undefined> => {
    const before = await recipeAt(client, recipe.value)
    return before && isDeepStrictEqual(before.recipe, recipe.value.recipe) ? undefined : { recipe, before }
  })
  const changed = recipes.flatMap((it) => it ?? [])
  const known = await knownTo(client, folder, there)
  const differences = compared.flatMap((it) => it ?? [])
  return {
    definitions: inOrder(differences),
    recipes: changed,
    same: compared.length - differences.length + recipes.length - changed.length,
    onlyThere: kinds.flatMap((kind) => {
      const here = new Set(folder.definitions.filter((it) => it.kind === kind).map(({ id }) => id))
      const ids = (there.get(kind) ?? []).filter((id) => !here.has(id))
      return ids.length > 0 ? [{ kind, ids }] : []
    }),
    faults: [
      ...folder.faults,
      ...strayParents(folder, there),
      ...(await hierarchyFaults(client, folder)),
      ...(await Promise.all(changed.map((it) => recipeFaults(it, known)))).flat(),
    ],
  }
}

const differing = (wanted: Present['value'], before: Present['value'] | undefined): string[] =>
  [...new Set([...Object.keys(wanted), ...Object.keys(before ?? {})])].filter(
    (name) => !isDeepStrictEqual(wanted[name], before?.[name]),
  )

/** The plant gives equipment what its class can do, so a definition without it is the same. */
function withClass({ kind, value }: Definition, classes: ReadonlyMap<string, readonly string[]>): Present['value'] {
  const { equipmentClass, capabilities = [] } = value
  if (kind.file !== 'equipment' || typeof equipmentClass !== 'string') return value
  return {
    ...value,
    capabilities: [...new Set([...(capabilities as string[]), ...(classes.get(equipmentClass) ?? [])])],
  }
}

/** What the classes can do, by the folder or else by the plant. */
async function classesOf(client: SiteClient, { definitions }: Folder): Promise<Map<string, readonly string[]>> {
  const kind = kindNamed('equipment-classes')
  const own = definitions.filter((it) => it.kind === kind)
  const named = definitions.flatMap(({ value }) =>
    typeof value.equipmentClass === 'string' ? [value.equipmentClass] : [],
  )
  const others = [...new Set(named)].filter((id) => !own.some((it) => it.id === id))
  const found = await eachOf(others, async (id) => [id, await presentAt(client, kind, id)] as const)
  const all = [
    ...own.map(({ id, value }) => [id, value] as const),
    ...found.map(([id, it]) => [id, it?.value] as const),
  ]
  return new Map(all.map(([id, value]) => [id, (value?.capabilities as string[] | undefined) ?? []]))
}

function kindNamed(file: string): Kind {
  const kind = kinds.find((it) => it.file === file)
  if (!kind) throw new Error(`there are no ${file}`)
  return kind
}

/** A parent that neither the folder nor the plant has is a slip of the pen, although a plant takes it. */
function strayParents({ definitions }: Folder, there: ReadonlyMap<Kind, readonly string[]>): Fault[] {
  const kind = kindNamed('equipment')
  const known = new Set([
    ...(there.get(kind) ?? []),
    ...definitions.filter((it) => it.kind === kind).map(({ id }) => id),
  ])
  return definitions.flatMap(({ value: { parentId }, spotOf }) =>
    typeof parentId !== 'string' || known.has(parentId)
      ? []
      : [{ ...spotOf(['parentId']), detail: `The parent ${parentId} is neither in the folder nor at the plant.` }],
  )
}

const placed = equipmentDefinition.extend({ equipmentId }).pick({ equipmentId: true, level: true, parentId: true })

/** Parents of no higher level than their parts, as they will be when the folder is applied: itself, a circle, a wrong level. */
async function hierarchyFaults(client: SiteClient, { definitions }: Folder): Promise<Fault[]> {
  const own = new Map(
    definitions.filter(({ kind }) => kind === kindNamed('equipment')).map((it) => [it.id, it] as const),
  )
  if (own.size === 0) return []
  const others = (await pagesOf((query) => client.listEquipment(query), 'equipment')).filter(
    (it) => !own.has(it.equipmentId),
  )
  // What is only named as a parent has no level yet.
  const all = [...[...own.values()].map(({ value }) => value), ...others].flatMap(
    (it) => placed.safeParse({ equipmentId: it.equipmentId, level: it.level, parentId: it.parentId }).data ?? [],
  )
  const tongue = await tongueOf('en')
  return outOfLevel(all).flatMap(({ equipmentId: id, parentId, violation }) => {
    const [spot, field] = own.has(id) ? [own.get(id), 'parentId'] : [own.get(parentId), 'level']
    return spot ? told([violation], tongue).map(({ detail }) => ({ ...spot.spotOf([field]), detail })) : []
  })
}

/** The materials and classes that recipes may refer to after the folder is applied. */
async function knownTo(
  client: SiteClient,
  { definitions }: Folder,
  there: ReadonlyMap<Kind, readonly string[]>,
): Promise<Known> {
  const [classes, materials] = [kindNamed('equipment-classes'), kindNamed('materials')]
  const own = definitions.filter((it) => it.kind === materials)
  const others = (there.get(materials) ?? []).filter((id) => !own.some((it) => it.id === id))
  const found = await eachOf(others, (id) => presentAt(client, materials, id))
  const values = [...own.map(({ value }) => value), ...found.flatMap((it) => it?.value ?? [])].map((it) =>
    material.parse(it),
  )
  return {
    equipmentClasses: new Set([
      ...(there.get(classes) ?? []),
      ...definitions.filter((it) => it.kind === classes).map(({ id }) => id),
      ...definitions.flatMap(({ value }) => (typeof value.equipmentClass === 'string' ? [value.equipmentClass] : [])),
    ]),
    materials: new Map(values.map((it) => [it.materialId, it])),
  }
}

async function recipeFaults({ recipe: { value, spotOf }, before }: RecipeDifference, known: Known): Promise<Fault[]> {
  const { recipeId, version, recipe } = value
  const tongue = await tongueOf('en')
  const own = told(faultsAt(known, recipe), tongue).map(
    ({ detail, ref = '' }): Fault => ({ ...spotOf(['recipe', ...placeIn(recipe, ref)]), detail }),
  )
  if (!before || before.status === 'draft') return own
  const cure = before.status === 'in-review' ? 'send it back to its authors first' : 'write the change as a new version'
  const detail = `Version ${version} of recipe ${recipeId} is ${before.status} at the plant and differs from this file; ${cure}.`
  return [...own, { ...spotOf([]), detail }]
}

/** Where in the document a ref points: a JSON pointer, the path of a field, or a step by its id. */
function placeIn({ steps }: RecipeDocument['recipe'], ref: string): readonly PropertyKey[] {
  if (ref.includes('#')) return pathOf(ref)
  const [type, id = ''] = ref.split(':')
  const step = steps.findIndex((it) => it.stepId === id.split('/')[0])
  return type === 'step' && step >= 0 ? ['steps', step] : ref.split(/[./]/)
}

/** Parents before their parts, the rest as the folder has it. */
function inOrder(differences: readonly Difference[]): Difference[] {
  const parents = new Map(
    differences.flatMap(({ definition: { id, value } }) =>
      typeof value.parentId === 'string' ? [[id, value.parentId] as const] : [],
    ),
  )
  const depth = (id: string, seen: readonly string[] = []): number => {
    const parent = parents.get(id)
    return parent === undefined || seen.includes(id) ? 0 : 1 + depth(parent, [...seen, id])
  }
  return kinds.flatMap((kind) =>
    differences
      .filter(({ definition }) => definition.kind === kind)
      .toSorted((one, other) => depth(one.definition.id) - depth(other.definition.id)),
  )
}

/** The comparison as lines for a person. */
export function linesOf({ definitions, recipes, same, onlyThere }: Comparison): string[] {
  return [
    ...definitions.map(({ definition: { kind, id, spotOf }, before, fields }) =>
      before
        ? `~ ${kind.name} ${id}: ${fields.join(', ')} (${placeOf(spotOf([]))})`
        : `+ ${kind.name} ${id} (${placeOf(spotOf([]))})`,
    ),
    ...recipes.map(
      ({ recipe: { value, spotOf }, before }) =>
        `${before ? '~' : '+'} recipe ${value.recipeId} version ${value.version} (${placeOf(spotOf([]))})`,
    ),
    `= ${same} the same`,
    ...onlyThere.map(({ kind, ids }) => `  at the plant only, and left alone: ${kind.name} ${ids.join(', ')}`),
  ]
}
