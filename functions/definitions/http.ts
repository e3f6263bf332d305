import type { Instant } from '../../events/identifiers.ts'
import { statusAt } from '../../shared/domain/effective.ts'
import { fitness } from '../../shared/domain/equipment/fitness.ts'
import type { Person } from '../../shared/domain/master-data.ts'
import { endingWithin } from '../../shared/domain/people/qualification.ts'
import { type Recipe, recipeKey } from '../../shared/domain/recipes/recipe.ts'
import { differencesOf } from '../../shared/domain/recipes/recipe-diff.ts'
import { exported, writtenIn } from '../../shared/domain/recipes/recipe-document.ts'
import { violation } from '../../shared/domain/refusal.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import { languageHeaders } from '../../shared/http/language.ts'
import type { Operation, Operations } from '../../shared/http/operation.ts'
import { Problem } from '../../shared/http/problem.ts'
import { named, notFound, reading } from '../../shared/http/reading.ts'
import type { Nothing, PathOf } from '../../shared/http/route.ts'
import { signInReader } from '../../shared/http/sign-in-token.ts'
import { readDays } from '../../shared/messaging/icalendar/read-days.ts'
import { writeDays } from '../../shared/messaging/icalendar/write-days.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { equipmentClassesIn, equipmentIn } from '../../shared/storage/lists/equipment.ts'
import type { Page, Window } from '../../shared/storage/lists/page.ts'
import { personIds } from '../../shared/storage/lists/people.ts'
import { recipeVersionsIn } from '../../shared/storage/lists/recipes.ts'
import { materialsIn } from '../../shared/storage/lists/stock.ts'
import type { Table } from '../../shared/storage/table-client.ts'
import { type Ref, ref } from '../../shared/usecases/commit/store.ts'
import * as definitions from '../../shared/usecases/equipment/definitions.ts'
import * as recipes from '../../shared/usecases/recipes/recipes.ts'
import { toldIn, tongueOf } from '../../shared/usecases/telling.ts'
import { fullPage } from '../lists.ts'
import type { answers } from './answers.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>
type VersionPath = PathOf<'/v1/recipes/{recipeId}/versions/{version}'>

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))
const read = reading(store)

/** What held before is for late bookings; the audit tells it. */
const withoutPast = ({ past: _past, ...person }: Person): Omit<Person, 'past'> => person

const listing =
  <Card>(ask: (site: Table, window: Window) => Promise<Page<Card>>): Operation<Nothing, Window, unknown, Page<Card>> =>
  async ({ query }) => ({ json: await ask(table, query) })

/** The status of a version depends on the time and on its neighbouring versions, so they are read together. */
const getRecipe = (async ({ path, at }) => {
  const { recipeId, version } = path
  const { recipe, effective } = await store.load({
    recipe: ref.recipe(recipeId, version),
    effective: ref.effective(recipeId),
  })
  if (!recipe) throw notFound(ref.recipe(recipeId, version))
  return {
    json: { ...recipe.value, status: statusAt(recipe.value, effective?.value, at) },
    headers: { etag: `"${recipe.version}"` },
  }
}) satisfies Operating['getRecipe']

const listRecipes = (async ({ query, at }) => ({
  json: await withStatus(await recipeVersionsIn(table, undefined, query), at),
})) satisfies Operating['listRecipes']

const listRecipeVersions = (async ({ path, query, at }) => ({
  json: await withStatus(await recipeVersionsIn(table, path.recipeId, query), at),
})) satisfies Operating['listRecipeVersions']

async function withStatus({ items, ...more }: Awaited<ReturnType<typeof recipeVersionsIn>>, at: Instant) {
  const wanted: Record<string, Ref<'effective'>> = {}
  for (const { recipeId } of items) wanted[recipeId] = ref.effective(recipeId)
  const effective = await store.load(wanted)
  const shown = items.map((card) => ({ ...card, status: statusAt(card, effective[card.recipeId]?.value, at) }))
  return { items: shown, ...more }
}

const diffRecipe = (async ({ path, query, language }) => {
  const { recipeId, version } = path
  const after = await written(recipeId, version)
  const against = query.against ?? after.before
  if (against === undefined)
    throw new Problem('not-found', [violation('not-found/no-version-before', { recipeId, version }, 'query#/against')])
  const differences = differencesOf(writtenIn(await written(recipeId, against)), writtenIn(after))
  const tongue = await tongueOf(language)
  const told = differences.map((it) => ({ ...it, says: tongue.difference(it) }))
  return {
    json: { recipeId, version, against, differences: told },
    headers: languageHeaders(language),
  }
}) satisfies Operating['diffRecipe']

const getRecipeFaults = (async ({ path, language }) => {
  const recipe = await written(path.recipeId, path.version)
  const violations = await toldIn(language, await recipes.faultsNow(store, recipe))
  return { json: { ...path, violations }, headers: languageHeaders(language) }
}) satisfies Operating['getRecipeFaults']

async function written(recipeId: string, version: string): Promise<Recipe> {
  const { recipe } = await store.load({ recipe: ref.recipe(recipeId, version) })
  if (!recipe) throw notFound(ref.recipe(recipeId, version))
  return recipe.value
}

const getEquipment = (async ({ path: { equipmentId }, at }) => {
  const { equipment, machine } = await store.load({
    equipment: ref.equipment(equipmentId),
    machine: ref.machine(equipmentId),
  })
  if (!equipment) throw notFound(ref.equipment(equipmentId))
  const { past: _past, ...definition } = equipment.value
  const json = { ...definition, ...fitness(equipment.value, machine?.value, at) }
  return { json, headers: { etag: `"${equipment.version}"` } }
}) satisfies Operating['getEquipment']

const listDays = (async ({ path: { equipmentId }, header, at }) => {
  const { equipment } = await store.load({ equipment: ref.equipment(equipmentId) })
  if (!equipment) throw notFound(ref.equipment(equipmentId))
  const items = equipment.value.days ?? []
  if (!(header('accept') ?? '').includes('text/calendar')) return { json: { equipmentId, items } }
  return { text: writeDays(items, at), headers: { 'content-type': 'text/calendar; charset=utf-8' } }
}) satisfies Operating['listDays']

const takeDays = command(definitions.importDays)

const importDays = (async (call) => {
  const mediaType = (call.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'text/calendar')
    throw new Problem('unsupported-media-type', [violation('unsupported-media-type/icalendar', {})])
  const reading = readDays(call.body ?? '')
  if ('faults' in reading) throw new Problem('invalid-request', reading.faults)
  return takeDays({ ...call, body: reading.read })
}) satisfies Operating['importDays']

const listPersons = (async ({ query, at }) => {
  const { expiringWithin, ...window } = query
  const read = async (page: Window) => {
    const { ids: entries, ...next } = await personIds(table, page)
    return { entries, ...next }
  }
  const shown = async (ids: readonly string[]) => {
    const found = await store.load(Object.fromEntries(ids.map((id) => [id, ref.person(id)])))
    return ids.map((id) => {
      const person = found[id]?.value
      const isWanted =
        expiringWithin === undefined || endingWithin(person?.qualifications ?? [], expiringWithin, at).length > 0
      return isWanted && person ? withoutPast(person) : undefined
    })
  }
  return { json: await fullPage(window, read, shown, (id) => id) }
}) satisfies Operating['listPersons']

export const handler = httpHandler(
  answered,
  {
    defineEquipment: command(definitions.defineEquipment),
    getEquipment,
    listEquipment: listing(equipmentIn),
    listDays,
    importDays,
    defineEquipmentClass: command(definitions.defineEquipmentClass),
    getEquipmentClass: read('class', named('equipmentClassId')),
    listEquipmentClasses: listing(equipmentClassesIn),
    defineMaterial: command(definitions.defineMaterial),
    getMaterial: read('material', named('materialId')),
    listMaterials: listing(materialsIn),
    definePerson: command(definitions.definePerson),
    getPerson: read('person', named('personId'), withoutPast),
    listPersons,
    listRecipes,
    listRecipeVersions,
    draftRecipe: command(recipes.draftRecipe),
    getRecipe,
    diffRecipe,
    getRecipeFaults,
    exportRecipe: read(
      'recipe',
      ({ recipeId, version }: VersionPath) => recipeKey(recipeId, version),
      (recipe) => exported(recipe, site),
    ),
    importRecipe: command(recipes.importRecipe),
    submitRecipe: command(recipes.submitRecipe),
    reviewRecipe: command(recipes.reviewRecipe),
    returnRecipe: command(recipes.returnRecipe),
    approveRecipe: command(recipes.approveRecipe),
    retireRecipe: command(recipes.retireRecipe),
  },
  issuer,
)
