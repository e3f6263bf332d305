import { type MaterialId, personId, recipeId } from '../../events/identifiers.ts'
import { createOrder } from '../../events/order.ts'
import { materialDefinition, personDefinition } from '../../events/recipe.ts'
import { signIn } from '../../local/demo/client.ts'
import { schedule } from '../../shared/domain/schedule/schedule.ts'
import { equipmentSummaries } from '../../shared/storage/lists/equipment.ts'
import { openOrderSummaries } from '../../shared/storage/lists/orders.ts'
import { personSummaries } from '../../shared/storage/lists/people.ts'
import type { Outcome } from '../../shared/usecases/commit/command.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import * as definitions from '../../shared/usecases/equipment/definitions.ts'
import * as orders from '../../shared/usecases/orders/orders.ts'
import * as recipes from '../../shared/usecases/recipes/recipes.ts'
import { plantNow, workCenterNow } from '../../shared/usecases/schedule/plan.ts'
import { type Client, clientWith, must } from './client.ts'
import type { Floor } from './floor.ts'
import { openMeteredStore, type Usage } from './metered-store.ts'
import { pacer } from './pace.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import { command, now, signer, signerId } from './sample-plant.ts'
import { aWorkCenter, equipmentAt, floorOf, orderNumber, people, routings } from './sample-schedule.ts'
import { median } from './statistics.ts'

const rounds = 9
const openOrders = 500
const clients = 8
/** How long a planner accepts to wait for an answer. */
const aimMs = 2000

const method = `The rule that plans is timed by itself and over HTTP, on a plant of 40 work centers of two units, 80 people and ${openOrders} open orders; each ${rounds} times. What its
readings cost the table is counted on the real store.`

/** The time to make a plan: alone, and in a plant with many orders. */
export async function measureSchedule(floor: Floor): Promise<Findings> {
  const readings = await told('filling a table with orders', readingFigures)
  await told('filling a plant with orders', () => fillPlant(floor))
  const asked = await told('asking the plant', () => askedFigures(floor))
  return { method, figures: [...planFigures(), ...asked, ...readings], faults: [] }
}

const planFigures = (): Figure[] =>
  [openOrders, 4 * openOrders].flatMap((count): Figure[] => {
    const floor = floorOf(count, now())
    const times = Array.from({ length: rounds }, () => {
      const began = performance.now()
      schedule(floor)
      return performance.now() - began
    })
    const { operations, infeasible } = schedule(floor)
    const note = `${operations.length} operations, ${infeasible.length} due dates named; 40 work centers of two units, 80 people`
    const at = { table: 'Schedule', row: `plan of ${count} orders`, unit: 'ms' }
    return [
      {
        ...at,
        column: `median of ${rounds}`,
        value: median(times),
        note,
        ...(count === openOrders && { aim: { atMost: aimMs } }),
      },
      { ...at, column: 'slowest', value: Math.max(...times) },
    ]
  })

async function askedFigures(floor: Floor): Promise<Figure[]> {
  const client = floor.connect()
  const asked = ['/v1/schedule', `/v1/schedule?workCenter=${aWorkCenter}`, `/v1/dispatch?workCenter=${aWorkCenter}`]
  const figures: Figure[] = []
  for (const path of asked) {
    const times: number[] = []
    let bytes = 0
    for (let round = 0; round < rounds; round += 1) {
      const { ms, text } = await must(client.send('GET', path), path)
      times.push(ms)
      bytes = Buffer.byteLength(text)
    }
    const at = { table: 'Schedule', row: `GET ${path}`, unit: 'ms' }
    const note = `${openOrders} open orders, over HTTP`
    figures.push(
      { ...at, column: `median of ${rounds}`, value: median(times), aim: { atMost: aimMs }, note },
      { ...at, column: 'slowest', value: Math.max(...times) },
      { ...at, column: 'answer', unit: 'KB', value: bytes / 1024 },
    )
  }
  client.close()
  return figures
}

async function readingFigures(): Promise<Figure[]> {
  const metered = await openMeteredStore()
  const { store, table, measure } = metered
  try {
    await fillStore(store)
    const overview = {
      openOrders: () => openOrderSummaries(table),
      equipment: () => equipmentSummaries(table),
      people: () => personSummaries(table),
    }
    const caller = command({}).caller
    const readings: [string, () => Promise<unknown>][] = [
      ['for a plan', () => plantNow(store, overview, now(), 'Europe/Paris')],
      ['for the dispatch list of a work center', () => workCenterNow(store, overview, aWorkCenter, caller.id)],
    ]
    const figures: Figure[] = []
    for (const [row, read] of readings) {
      const times: number[] = []
      let usage: Usage | undefined
      for (let round = 0; round < rounds; round += 1) {
        const began = performance.now()
        ;({ usage } = await measure(read))
        times.push(performance.now() - began)
      }
      if (!usage) throw new Error(`Nothing was read ${row}.`)
      const at = { table: 'What a plan reads', row, unit: '' }
      figures.push(
        { ...at, column: 'round trips', value: usage.roundTrips, note: `${openOrders} open orders` },
        { ...at, column: 'calls', value: usage.calls },
        { ...at, column: 'read units', value: usage.readUnits },
        { ...at, column: `median of ${rounds}`, unit: 'ms', value: median(times) },
      )
    }
    return figures
  } finally {
    await metered.close()
  }
}

async function fillStore(store: Store): Promise<void> {
  const at = now()
  const taken = async (outcome: Promise<Outcome>) => {
    const came = await outcome
    if (came.outcome !== 'done') throw new Error(`The bench could not fill its table: ${JSON.stringify(came)}`)
  }
  for (const { equipmentId, ...definition } of equipmentAt(at))
    await taken(definitions.defineEquipment(store, command(definition), { equipmentId }))
  for (const { personId: id, qualifications } of people) {
    const body = personDefinition.parse({ name: id, qualifications })
    await taken(definitions.definePerson(store, command(body), { personId: personId.parse(id) }))
  }
  await taken(definitions.definePerson(store, command(signer), { personId: signerId }))
  for (const { id, family, recipe } of routings) {
    const path = { recipeId: recipeId.parse(id), version: '1' }
    const material = materialDefinition.parse({ name: id, unit: 'kg', family })
    await taken(definitions.defineMaterial(store, command(material), { materialId: id as MaterialId }))
    await taken(recipes.draftRecipe(store, command(recipe), path))
    await taken(recipes.submitRecipe(store, command({}), path))
    await taken(recipes.approveRecipe(store, command({}, 'approved'), path))
  }
  for (let number = 0; number < openOrders; number += 1) {
    const body = createOrder.parse(orderNumber(number, at))
    await taken(orders.createOrder(store, command(body)))
    await taken(orders.releaseOrder(store, command({}), { orderId: body.orderId }))
  }
}

async function fillPlant(floor: Floor): Promise<void> {
  const { url } = floor.plant
  const mayGo = pacer()
  const as = async (user: string) => clientWith(url, await signIn(url, user), mayGo)
  const [erik, quinn] = await Promise.all([as('erik'), as('quinn')])
  const at = now()
  for (const { equipmentId, ...definition } of equipmentAt(at))
    await must(erik.send('PUT', `/v1/equipment/${equipmentId}`, definition), equipmentId)
  for (const { personId: id, qualifications } of people)
    await must(erik.send('PUT', `/v1/persons/${id}`, { name: id, qualifications }), id)
  for (const { id, family, recipe } of routings) {
    const version = `/v1/recipes/${id}/versions/1`
    await must(erik.send('PUT', `/v1/materials/${id}`, { name: id, unit: 'kg', family }), id)
    await must(erik.send('PUT', version, recipe), version)
    await must(erik.send('POST', `${version}/submit`, {}), version)
    const signature = { meaning: 'approved', signer: await signIn(url, 'quinn') }
    await must(quinn.send('POST', `${version}/approve`, { signature }), version)
  }
  const release = async (client: Client, first: number) => {
    for (let number = first; number < openOrders; number += clients) {
      const order = orderNumber(number, at)
      await must(client.send('POST', '/v1/orders', order), order.orderId)
      await must(client.send('POST', `/v1/orders/${order.orderId}/release`, {}), order.orderId)
    }
    client.close()
  }
  await Promise.all(Array.from({ length: clients }, (_, number) => release(floor.connect(), number)))
  for (const client of [erik, quinn]) client.close()
}
