import { randomUUID } from 'node:crypto'
import type { Fact } from '../../events/envelope.ts'
import { type DeviationId, lotId, type OrderId, orderId as orderIdOf, personId } from '../../events/identifiers.ts'
import { consume, produce, recordResult } from '../../events/order.ts'
import type { FactSubject } from '../../events/subject.ts'
import { zero } from '../../shared/domain/quantity.ts'
import { auditOf } from '../../shared/storage/audit-store.ts'
import { documentItem } from '../../shared/storage/document-items.ts'
import { factItems } from '../../shared/storage/fact-items.ts'
import { portionsOf } from '../../shared/storage/fact-store.ts'
import type { Item } from '../../shared/storage/items.ts'
import { datesOfLots } from '../../shared/storage/lists/due.ts'
import { equipmentSummaries } from '../../shared/storage/lists/equipment.ts'
import { openOrderSummaries, ordersByWorkCenter, ordersIn } from '../../shared/storage/lists/orders.ts'
import { personSummaries } from '../../shared/storage/lists/people.ts'
import { deviationsIn } from '../../shared/storage/lists/quality.ts'
import { lotsIn, stockEntries } from '../../shared/storage/lists/stock.ts'
import { lotItem } from '../../shared/storage/stock-items.ts'
import { noChain, verifyEach } from '../../shared/usecases/commit/chain.ts'
import type { Outcome } from '../../shared/usecases/commit/command.ts'
import { ref, type Store } from '../../shared/usecases/commit/store.ts'
import * as definitions from '../../shared/usecases/equipment/definitions.ts'
import type { Taken } from '../../shared/usecases/equipment/heard.ts'
import * as batches from '../../shared/usecases/execution/batches.ts'
import * as results from '../../shared/usecases/execution/results.ts'
import * as execution from '../../shared/usecases/execution/steps.ts'
import * as labour from '../../shared/usecases/labour/labour.ts'
import * as orders from '../../shared/usecases/orders/orders.ts'
import * as consumption from '../../shared/usecases/production/consumption.ts'
import * as output from '../../shared/usecases/production/output.ts'
import * as recipes from '../../shared/usecases/recipes/recipes.ts'
import { boardNow } from '../../shared/usecases/schedule/board.ts'
import { promiseOf } from '../../shared/usecases/schedule/promise.ts'
import { type StockWanted, stockOnHand } from '../../shared/usecases/stock/on-hand.ts'
import * as receiving from '../../shared/usecases/stock/receiving.ts'
import * as usageDecision from '../../shared/usecases/stock/usage-decision.ts'
import { sealed, type ToldFact } from '../support/facts.ts'
import { aDeviation, dec } from '../support/given.ts'
import { type MeteredStore, openMeteredStore, type Usage } from './metered-store.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import * as p from './sample-plant.ts'
import { command } from './sample-plant.ts'

/** A plant in its first week, and a plant after a year of sixty orders a day. In both, each list has at least a full page of its oldest items. */
const [young, old] = [600, 20_000]
const page = { limit: 50 }
const nobody = { kind: 'person', id: 'ada', name: 'Ada Moreau', roles: ['planner'] } as const
/** Nothing is booked late here, so the entries of others are not read. */
const nobodyElse = { endedEntries: async () => [] }
const onMixer = { equipmentId: p.mixer }
const machine: FactSubject = { type: 'equipment', id: p.mixer }

const method = `The real store on a real database, asked when ${young} orders are over and again when ${old} more are: each of these with its facts, a draw from one and
the same lot, and for each tenth a closed deviation, a used-up lot and a fact of one machine. What is counted is calls, round trips and units, which must be
the same both times.`

/** The cost of each list and of each command of an order, with few completed orders and with 20,000. */
export async function measureGrowth(): Promise<Findings> {
  const metered = await openMeteredStore()
  try {
    await define(metered.store)
    const done = await told('making the first order', () => cycle(metered, 'O-MODEL'))
    await told(`storing ${young} orders that are over`, () => storeOver(metered, 0, young))
    const early = await measureAll(metered, 'O-EARLY')
    await told(`storing ${old} more`, () => storeOver(metered, young, old))
    const late = await measureAll(metered, 'O-LATE')
    return { method, figures: figuresOf(early, late), faults: faultsOf([...done, ...early, ...late]) }
  } finally {
    await metered.close()
  }
}

interface Measured {
  readonly name: string
  readonly usage: Usage
  readonly fault?: string
}

const faultsOf = (measured: readonly Measured[]): string[] => measured.flatMap(({ fault }) => fault ?? [])

/** Reads that take the whole history for each page by design. */
const whole: Readonly<Record<string, string>> = {
  'audit of a machine, a page': 'its own facts have keys that follow no time: they are read through, a megabyte a call',
  'verify a machine': 'a chain is proved by all of its facts, a megabyte a call',
}

function figuresOf(early: readonly Measured[], late: readonly Measured[]): Figure[] {
  return early.flatMap(({ name, usage: before }, index): Figure[] => {
    const after = late[index]?.usage ?? before
    const row = (column: string, unitsOf: (usage: Usage) => number): Figure[] => {
      const at = { table: 'Growth', row: name, unit: '' }
      const aim = name in whole ? {} : { aim: { atMost: unitsOf(before) } }
      return [
        { ...at, column, value: unitsOf(before) },
        { ...at, column: `${column} after a year`, value: unitsOf(after), ...aim },
      ]
    }
    const [first, ...others] = [
      ...row('round trips', ({ roundTrips }) => roundTrips),
      ...row('calls', ({ calls }) => calls),
      ...row('read units', ({ readUnits }) => readUnits),
      ...row('write units', ({ tableWriteUnits, indexWriteUnits }) => tableWriteUnits + indexWriteUnits),
    ]
    return [{ ...(first as Figure), ...(whole[name] && { note: whole[name] }) }, ...others]
  })
}

async function measureAll(metered: MeteredStore, orderId: string): Promise<Measured[]> {
  const commands = await cycle(metered, orderId)
  const { table, store, measure } = metered
  const places = { workCenters: [p.mixer], equipmentClasses: ['mixer'] }
  const lot = { type: 'lot', id: p.lot.lotId } as const
  const overview = {
    openOrders: () => openOrderSummaries(table),
    equipment: () => equipmentSummaries(table),
    people: () => personSummaries(table),
  }
  const wish = { ...p.recipe, quantity: { value: dec('100'), unit: 'kg' } } as const
  const stock = { ...store, entries: (wanted: StockWanted) => stockEntries(table, wanted) }
  const end = (await store.load({ machine: ref.machine(p.mixer) })).machine?.chain
  const readings: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['orders of all statuses', () => ordersIn(table, undefined, page)],
    ['orders that run', () => ordersIn(table, 'running', page)],
    ['orders that are complete', () => ordersIn(table, 'completed', page)],
    ['orders that are closed', () => ordersIn(table, 'closed', page)],
    ['orders of a machine', () => ordersByWorkCenter(table, undefined, places, page)],
    ['orders for the schedule', () => openOrderSummaries(table)],
    ['deviations of all statuses', () => deviationsIn(table, undefined, page)],
    ['open deviations', () => deviationsIn(table, 'open', page)],
    ['lots of a material', () => lotsIn(table, { materialId: p.sugar }, page)],
    ['stock of the product', () => lotsIn(table, { materialId: 'SYRUP-100', inStock: true }, page)],
    ['what may be drawn of a material', () => store.inStock(p.sugar)],
    ['audit of a lot, a page', () => auditOf(table, lot, page)],
    ['audit of a machine, a page', () => auditOf(table, machine, page)],
    ['verify a machine', () => verifyEach(portionsOf(table, machine), end)],
    ['the board', () => boardNow(store, overview, p.now())],
    ['the promise of a date', () => promiseOf(store, overview, wish, { at: p.now(), caller: nobody }, 'Europe/Paris')],
    [
      'stock of the product by place',
      () => stockOnHand(stock, { materialId: 'SYRUP-100', detail: 'place', ...page }, p.now()),
    ],
    ['stock lot by lot, a page', () => stockOnHand(stock, { detail: 'lot', ...page }, p.now())],
    ['dates of lots that are due', () => datesOfLots(table, undefined)],
  ]
  const lists: Measured[] = []
  for (const [name, read] of readings) {
    const { usage } = await measure(read)
    lists.push({ name, usage })
  }
  return [...commands, ...lists]
}

async function define(store: Store): Promise<void> {
  const done = [
    await definitions.defineEquipment(store, command(p.equipment), onMixer),
    await definitions.defineMaterial(store, command(p.material), { materialId: p.sugar }),
    await definitions.definePerson(store, command(p.qualified), { personId: personId.parse('ada') }),
    await definitions.definePerson(store, command(p.signer), { personId: p.signerId }),
    await recipes.draftRecipe(store, command(p.draft), p.recipe),
    await recipes.submitRecipe(store, command({}), p.recipe),
    await recipes.approveRecipe(store, command({}, 'approved'), p.recipe),
    await receiving.receiveLot(store, command(p.aLot(p.lot.lotId))),
    await usageDecision.releaseLot(store, command({}, 'released'), p.lot),
  ]
  const failed = done.find(({ outcome }) => outcome !== 'done')
  if (failed) throw new Error(`The bench could not define its plant: ${JSON.stringify(failed)}`)
}

const weigh = { stepId: 'weigh' }
const mix = { stepId: 'mix' }
const productOf = (orderId: string) => lotId.parse(`LOT-${orderId}`)

async function cycle({ store, measure }: MeteredStore, orderId: string): Promise<Measured[]> {
  const order = { orderId }
  const draw = consume.parse({ ...weigh, lineId: '0010', ...p.lot, quantity: { value: '40', unit: 'kg' } })
  const product = { ...mix, lotId: productOf(orderId), quantity: { value: '99.4', unit: 'kg' } }
  const acidity = { ...mix, parameterId: 'ph', value: '7.1', unit: '[pH]' }
  const heat = (sequence: number) => p.temperature(sequence, '40.2')
  const acts: readonly (readonly [string, () => Promise<Outcome | Taken>])[] = [
    ['createOrder', () => orders.createOrder(store, command(p.anOrder(orderId)))],
    ['releaseOrder', () => orders.releaseOrder(store, command({}), order)],
    ['startOrder', () => orders.startOrder(store, command({}), order)],
    [
      'clockOn',
      () => labour.clockOn(nobodyElse)(store, command({ activity: 'production', orderId: orderIdOf.parse(orderId) })),
    ],
    ['startStep', () => execution.startStep(store, command({}), { ...order, ...weigh })],
    ['consume', () => consumption.consume(store, command(draw), order)],
    ['completeStep', () => execution.completeStep(store, command({}), { ...order, ...weigh })],
    ['startStep on a machine', () => execution.startStep(store, command(onMixer), { ...order, ...mix })],
    ['machine: state', () => p.hear(store, { name: 'state', sequence: 1, occurredAt: p.now(), state: 'execute' })],
    ['machine: sample', () => p.hear(store, heat(2))],
    ['recordResult', () => results.recordResult(store, command(recordResult.parse(acidity)), order)],
    ['produce', () => output.produce(store, command(produce.parse(product)), order)],
    ['completeStep on a machine', () => execution.completeStep(store, command({}), { ...order, ...mix })],
    ['clockOff', () => labour.clockOff(store, command({}))],
    ['completeOrder', () => orders.completeOrder(store, command({}), order)],
    ['releaseBatch', () => batches.releaseBatch(store, command({}, 'released'), order)],
    ['closeOrder', () => orders.closeOrder(store, command({}), order)],
  ]
  const measured: Measured[] = []
  for (const [name, act] of acts) {
    const { result, usage } = await measure(act)
    const done = 'taken' in result ? result.taken : result.outcome === 'done'
    const fault = `${name} of ${orderId} came out as ${JSON.stringify(result).slice(0, 300)}`
    measured.push({ name, usage, ...(!done && { fault }) })
  }
  return measured
}

/**
 * Completed orders, each a copy of the first one with its issues. One order in ten also has a closed deviation, a depleted lot and a status change of
 * the machine, which is enough to see whether any of them is read.
 */
async function storeOver({ store, fill }: MeteredStore, from: number, count: number): Promise<void> {
  const { order, lot } = await store.load({ order: ref.order('O-MODEL'), lot: ref.lot(productOf('O-MODEL')) })
  if (!order || !lot) throw new Error('The bench has not made the order that it stores again and again.')
  const itemsOf = (number: number): Item[] => {
    const orderId = `O-OVER-${String(number).padStart(6, '0')}` as OrderId
    const lotOver = { ...lot.value, lotId: productOf(orderId), remaining: zero }
    const deviationId = `DEV-${number}` as DeviationId
    const ofEach = [
      documentItem('order', orderId, { ...order.value, orderId }, 1, noChain),
      ...factItems(drawOf(orderId)),
    ]
    if (number % 10 > 0) return ofEach
    return [
      ...ofEach,
      documentItem('deviation', deviationId, aDeviation({ deviationId, status: 'closed' }), 1, noChain),
      lotItem(lotOver, noChain),
      ...factItems(turnOf(number)),
    ]
  }
  await fill(Array.from({ length: count }, (_, index) => itemsOf(from + index)).flat())
}

const aFact = (subject: FactSubject, more: Pick<ToldFact, 'type' | 'data' | 'about'>): Fact => {
  const at = p.now()
  const actor = { kind: 'person', id: 'ada', name: 'Ada Moreau' } as const
  const told = {
    factId: randomUUID(),
    site: 'lyon',
    subject,
    occurredAt: at,
    recordedAt: at,
    actor,
    requestHash: 'none',
  }
  return sealed({ ...told, ...more }, noChain)
}
const drawOf = (orderId: string): Fact =>
  aFact(
    { type: 'order', id: orderId },
    {
      type: 'andon.material.consumed.v1',
      data: { orderId, ...weigh, lineId: '0010', ...p.lot, materialId: p.sugar, quantity: { value: '40', unit: 'kg' } },
      about: { type: 'lot', id: p.lot.lotId },
    },
  )
const turnOf = (sequence: number): Fact =>
  aFact(machine, {
    type: 'andon.equipment.state-changed.v1',
    data: { equipmentId: p.mixer, from: 'idle', to: 'execute', sequence },
    about: undefined,
  })
