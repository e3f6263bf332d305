import type { Tongue } from '../../events/sentences/tongue.ts'
import { asDefined } from '../../shared/domain/people/printed-name.ts'
import { violation } from '../../shared/domain/refusal.ts'
import { dispatch, dispatchUnits } from '../../shared/domain/schedule/dispatch.ts'
import { asked } from '../../shared/domain/schedule/promise.ts'
import { type PlannedOrder, schedule } from '../../shared/domain/schedule/schedule.ts'
import type { Shortage } from '../../shared/domain/schedule/shortage.ts'
import type { Outlook } from '../../shared/domain/schedule/what-if.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { foreignCursor } from '../../shared/http/cursor.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import { languageHeaders } from '../../shared/http/language.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { Problem } from '../../shared/http/problem.ts'
import { notFound } from '../../shared/http/reading.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { store, table } from '../../shared/runtime/plant.ts'
import { tokenClaims } from '../../shared/runtime/token-issuer.ts'
import { equipmentSummaries } from '../../shared/storage/lists/equipment.ts'
import { openOrderSummaries } from '../../shared/storage/lists/orders.ts'
import { personSummaries } from '../../shared/storage/lists/people.ts'
import { boardNow, type EquipmentList } from '../../shared/usecases/schedule/board.ts'
import { type Overview, plantNow, workCenterNow } from '../../shared/usecases/schedule/plan.ts'
import { promiseOf } from '../../shared/usecases/schedule/promise.ts'
import { shortfallOf } from '../../shared/usecases/schedule/shortages.ts'
import { tried } from '../../shared/usecases/schedule/what-if.ts'
import { workingTimes } from '../../shared/usecases/schedule/working-times.ts'
import { told, tongueOf } from '../../shared/usecases/telling.ts'
import type { answers } from './answers.ts'
import { ganttOf } from './gantt.ts'
import { named, partOf } from './part.ts'
import { linesAfter, placeAt, positionOf } from './place.ts'
import { routes } from './routes.ts'
import { inWords, linkInWords, shortageInWords } from './words.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const timeZone = environment(variable.timeZone)
const overview: Overview & EquipmentList = {
  openOrders: () => openOrderSummaries(table),
  equipment: () => equipmentSummaries(table),
  people: () => personSummaries(table),
}

const getDispatch = (async ({ query, caller, at, language }) => {
  const { workCenter, limit, cursor } = query
  const before = cursor === undefined ? undefined : placeAt(cursor)
  if (cursor !== undefined && !before) throw foreignCursor()
  const place = await workCenterNow(store, overview, workCenter, caller.id)
  if (!place) throw notFound({ kind: 'equipment', id: workCenter })
  const lines = linesAfter(dispatch(place, { at, timeZone, caller: asDefined(caller, place.person) }), before)
  const shown = lines.slice(0, limit)
  const last = lines.length > limit ? shown.at(-1) : undefined
  const nextCursor = last && positionOf(last)
  const tongue = await tongueOf(language)
  const items = shown.map((it) => ({ ...it, violations: told(it.violations, tongue) }))
  const json = { workCenter, at, units: dispatchUnits(place, at, timeZone), items, nextCursor }
  return { json, headers: languageHeaders(language) }
}) satisfies Operating['getDispatch']

const getBoard = (async ({ at }) => ({
  json: { at, units: await boardNow(store, overview, at) },
})) satisfies Operating['getBoard']

/** An operation has about 300 bytes: 10,000 are half of the 6 MB that Lambda can answer. */
const mostOperations = 10_000

const getSchedule = (async ({ query, at, header, language }) => {
  const floor = await plantNow(store, overview, at, timeZone)
  const whole = schedule(floor)
  const { infeasible, ...found } = partOf(whole, floor, query)
  const tongue = await tongueOf(language)
  const plan = { ...found, infeasible: infeasible.map((it) => inWords(tongue, it)) }
  if (plan.operations.length > mostOperations)
    throw new Problem('invalid-request', [
      violation(
        'invalid-request/plan-too-large',
        { operations: plan.operations.length, atMost: mostOperations },
        'query#/to',
      ),
    ])
  const headers = languageHeaders(language)
  if (!(header('accept') ?? '').includes('image/svg+xml')) {
    const { short, unchecked } = await shortfallOf(store, whole, floor.open)
    const shown = named(plan, floor, query)
    const orders = shown.orders.map((order) => ({ ...order, ...shortagesOf(order, short, tongue) }))
    return {
      json: { ...plan, ...shown, orders, ...(unchecked.length > 0 && { uncheckedMaterials: unchecked }) },
      headers,
    }
  }
  return { text: ganttOf(plan, timeZone, query), headers: { ...headers, 'content-type': 'image/svg+xml' } }
}) satisfies Operating['getSchedule']

const getWorkingTimes = (async ({ query }) => ({
  json: { ...query, units: await workingTimes(store, overview, timeZone, query) },
})) satisfies Operating['getWorkingTimes']

const getOrderPlan = (async ({ path, query, at, language }) => {
  const found = await tried(store, overview, path.orderId, query, at, timeZone)
  if (found === 'unknown') throw notFound({ kind: 'order', id: path.orderId })
  if (found.outcome === 'refused') throw new Problem(found.violations[0].code, found.violations)
  const tongue = await tongueOf(language)
  const told = ({ order, chain, infeasible }: Outlook) => ({
    ...endingOf(order),
    chain: chain.map((it) => linkInWords(it, tongue)),
    infeasible: infeasible.map((it) => inWords(tongue, it)),
  })
  const { now, proposed } = found
  const proposal = proposed && {
    ...told({ ...proposed, infeasible: proposed.becauseOf }),
    moved: proposed.moved.map(({ before, after, worse }) => ({
      ...endingOf(after),
      ...(before.plannedEnd !== undefined && { plannedEndNow: before.plannedEnd }),
      ...(before.lateBySeconds !== undefined && { lateBySecondsNow: before.lateBySeconds }),
      worse,
    })),
  }
  return { json: { at, ...told(now), ...(proposal && { proposal }) }, headers: languageHeaders(language) }
}) satisfies Operating['getOrderPlan']

const endingOf = ({ withoutDuration: _, ...order }: PlannedOrder) => order

/** How sentences name the order that there is not yet. */
const unnamed = 'NEW'

const getPromise = (async ({ query, caller, at, language }) => {
  const { recipeId, version, unit, priority } = query
  const quantity = { value: query.quantity, unit }
  const wish = { recipeId, version, quantity, priority }
  const found = await promiseOf(store, overview, wish, { at, timeZone, caller }, timeZone)
  if (found.outcome === 'refused') throw new Problem(found.violations[0].code, found.violations)
  const { recipe, end, chain, delayed, short, unchecked, plan } = found
  const tongue = await tongueOf(language)
  const json = {
    at,
    recipeId: recipe.recipeId,
    version: recipe.version,
    product: recipe.product,
    quantity,
    ...(priority !== undefined && { priority }),
    ...(end !== undefined && { promisedEnd: end }),
    chain: chain.map((it) => linkInWords(it, tongue)),
    delayedOrders: delayed,
    shortages: short.map((it) => shortageInWords({ ...it, orderId: unnamed }, tongue)),
    ...(unchecked.length > 0 && { uncheckedMaterials: unchecked }),
    infeasible: plan.infeasible
      .filter(({ orderId }) => orderId === asked)
      .map((it) => inWords(tongue, { ...it, params: { ...it.params, orderId: unnamed } }))
      .map(({ orderId: _, ...it }) => it),
  }
  return { json, headers: languageHeaders(language) }
}) satisfies Operating['getPromise']

function shortagesOf({ orderId }: Pick<PlannedOrder, 'orderId'>, short: readonly Shortage[], tongue: Tongue) {
  const shortages = short.filter((it) => it.orderId === orderId).map((it) => shortageInWords(it, tongue))
  return shortages.length > 0 ? { shortages } : {}
}

export const handler = httpHandler(
  answered,
  { getDispatch, getBoard, getSchedule, getWorkingTimes, getOrderPlan, getPromise },
  tokenClaims(),
)
