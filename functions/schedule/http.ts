import type { Instant } from '../../events/identifiers.ts'
import type { ParamsOf } from '../../events/sentences/english.ts'
import { sayIn } from '../../events/sentences/sentence.ts'
import type { Tongue } from '../../events/sentences/tongue.ts'
import { asDefined } from '../../shared/domain/people/printed-name.ts'
import { violation } from '../../shared/domain/refusal.ts'
import { equipmentTree, placesOf, runsAt, unitsOf } from '../../shared/domain/schedule/capacity.ts'
import { dispatch, dispatchUnits } from '../../shared/domain/schedule/dispatch.ts'
import { type Infeasible, infeasibleKey } from '../../shared/domain/schedule/infeasible.ts'
import type { OpenOrder } from '../../shared/domain/schedule/open-order.ts'
import type { PlantNow } from '../../shared/domain/schedule/plant-time.ts'
import { asked, type Link } from '../../shared/domain/schedule/promise.ts'
import { type Plan, type PlannedOrder, schedule } from '../../shared/domain/schedule/schedule.ts'
import type { Shortage } from '../../shared/domain/schedule/shortage.ts'
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
import { told, tongueOf } from '../../shared/usecases/telling.ts'
import type { answers } from './answers.ts'
import { ganttOf } from './gantt.ts'
import { linesAfter, placeAt, positionOf } from './place.ts'
import { routes } from './routes.ts'

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
  json: { at, units: await boardNow(store, overview) },
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
    const orders = plan.orders.map((order) => ({ ...order, ...shortagesOf(order, short, tongue) }))
    return {
      json: { ...plan, orders, ...(unchecked.length > 0 && { uncheckedMaterials: unchecked }) },
      headers,
    }
  }
  return { text: ganttOf(plan, timeZone, query), headers: { ...headers, 'content-type': 'image/svg+xml' } }
}) satisfies Operating['getSchedule']

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

function linkInWords({ orderId: _, status: _status, ...link }: Link, { sentences }: Tongue) {
  const { stepId, equipmentId, setUpFrom, from, to, readyAt, waitsFor, behind } = link
  const where = { stepId, ...(equipmentId !== undefined && { equipmentId }), from: setUpFrom ?? from, to }
  const detail =
    waitsFor.length === 0
      ? sayIn(sentences, 'promise/works', { ...where } satisfies ParamsOf<'promise/works'>)
      : sayIn(sentences, 'promise/waits', { ...where, readyAt, waitsFor, behind } satisfies ParamsOf<'promise/waits'>)
  return { ...link, detail: detail ?? '' }
}

const inWords = ({ sentences }: Tongue, { variant, params, ...it }: Infeasible) => ({
  ...it,
  detail: sayIn(sentences, infeasibleKey({ ...it, variant }), params) ?? '',
})

function shortageInWords({ orderId, ...it }: Shortage, { sentences }: Tongue) {
  const params = { ...it, orderId } satisfies ParamsOf<'shortage/line'>
  return { ...it, detail: sayIn(sentences, 'shortage/line', params) ?? '' }
}

function shortagesOf({ orderId }: PlannedOrder, short: readonly Shortage[], tongue: Tongue) {
  const shortages = short.filter((it) => it.orderId === orderId).map((it) => shortageInWords(it, tongue))
  return shortages.length > 0 ? { shortages } : {}
}

/** The operations of a period. With a work center: its operations, and the orders with a step that is running or still to come there. */
function partOf(
  plan: Plan,
  floor: PlantNow,
  { workCenter, from = '', to = '~' }: { workCenter?: string; from?: Instant; to?: Instant },
): Plan {
  const operations = plan.operations.filter((it) => (it.to > from || it.from >= from) && (it.setUpFrom ?? it.from) < to)
  if (workCenter === undefined) return { ...plan, operations }
  const tree = equipmentTree(floor.equipment)
  const places = placesOf(workCenter, tree)
  const units = new Set<string>([workCenter, ...unitsOf(workCenter, tree).map(({ equipmentId }) => equipmentId)])
  const orders = new Set(floor.orders.filter((order) => hasWorkAt(order, places)).map(({ orderId }) => orderId))
  if (orders.size === 0 && !tree.byId.has(workCenter)) throw notFound({ kind: 'equipment', id: workCenter })
  return {
    ...plan,
    operations: operations.filter((it) => units.has(it.equipmentId ?? it.workCenter ?? '')),
    orders: plan.orders.filter(({ orderId }) => orders.has(orderId)),
    infeasible: plan.infeasible.filter(({ orderId }) => orders.has(orderId)),
  }
}

const hasWorkAt = ({ steps }: OpenOrder, places: ReturnType<typeof placesOf>): boolean =>
  steps.some(
    ({ progress, workCenter, equipmentClass }) =>
      progress !== 'completed' &&
      runsAt(places, {
        workCenters: workCenter === undefined ? [] : [workCenter],
        equipmentClasses: equipmentClass === undefined ? [] : [equipmentClass],
      }),
  )

export const handler = httpHandler(answered, { getDispatch, getBoard, getSchedule, getPromise }, tokenClaims())
