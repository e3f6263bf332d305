import { bodyOf } from '../definitions/plant-state.ts'
import type { Job } from './agenda.ts'
import { followed } from './following.ts'
import { type Gauge, gaugeAt, type Measured } from './gauges.ts'
import type { Floor, History, Script } from './life.ts'
import { type Runner, runnerAt } from './machines.ts'
import { inParts } from './making.ts'
import { damagedGoods, scansWrongly, trainingEnds, trainings } from './mistakes.ts'
import { approved, type Kept, keptAt, quality, stores } from './office.ts'
import { numberOf, type Product, planAt, planning, type Shop, secondsTo } from './orders.ts'
import type { Pace } from './pace.ts'
import { accepted, type Crew, NotDone, type Trade, type Visited } from './trade.ts'
import { unitsOf, unmeasuredIn } from './units.ts'

/** Cork as it is worked: pumps with numbers, built at benches, tested on rigs, boxed by four. */
export const cork: Script = {
  site: 'cork',
  folder: 'plants/cork',
  days: 3,
  async found(world) {
    for (const recipeId of ['PMP', 'PMP-REPAIR']) await approved(world, recipeId)
    await stores(world, kept, 0).turn()
  },
  async open(world) {
    const { mqttUrl, pace } = world
    const gauges = (ids: readonly string[], measured: readonly [Measured, ...Measured[]]) =>
      Promise.all(ids.map((id) => gaugeAt(mqttUrl, 'cork', id, pace.now, measured)))
    const [benches, rigs, table] = await Promise.all([
      gauges(['ASM-1', 'ASM-2', 'ASM-3'], torques),
      gauges(['TEST-1', 'TEST-2'], decay),
      runnerAt(mqttUrl, 'cork', 'PACK-1', pace.now),
    ])
    const machines = [...benches, ...rigs, table]
    const plant: Cork = {
      ...world,
      benches,
      trade: tradeOf(machines, [...benches, ...rigs], pace),
      products,
      setAside: ['HOUSING', 'BOLT', 'GREASE'],
      crewOf,
    }
    return {
      machines,
      follow: followed(plant, machines, measuring([...benches, ...rigs])),
      breaks: {
        'wrong-torque': async () => busy(benches).spoilsNext(),
        'lost-rig': async () => {
          for (const rig of rigs) rig.fails(600)
        },
        'wrong-part': () => scansWrongly(plant, 'BOLT-01'),
        'expired-training': () => trainingEnds(plant, 'lea', 'assembly'),
      },
      remember: (history) => remember(plant, history),
      goOn: () => goOn(plant),
    } satisfies Floor
  },
}

interface Cork extends Shop {
  readonly benches: readonly Gauge[]
}

/** Whoever builds a pump does not test it. */
const crewOf = (orderId: string): Crew =>
  numberOf(orderId) % 2 === 0 ? { first: 'lea', second: 'nadia' } : { first: 'marco', second: 'nadia' }

const products = {
  PMP: {
    letters: 'PMP',
    product: 'PMP',
    unit: '{each}',
    quantities: ['30', '10', '20'],
    sideBySide: 2,
    waiting: 1,
    hours: 8,
  },
} as const satisfies Readonly<Record<string, Product>>

const torques = [1, 2, 3, 4].map(
  (bolt): Measured => ({ parameterId: `torque-${bolt}`, unit: 'N.m', usual: 50, moves: 4, wrong: 57 }),
) as [Measured, ...Measured[]]
const decay: [Measured] = [{ parameterId: 'pressure-decay', unit: 'mbar', usual: 2.3, moves: 2, wrong: 7.4 }]

const numbered = (letter: string, number: number) => {
  const first = `${letter}${String(number).padStart(3, '0')}`
  return { from: `${first}01`, to: `${first}${partsInLot}` }
}
const partsInLot = '40'

const kept: readonly Kept[] = [
  {
    materialId: 'MOT',
    unit: '{each}',
    least: '70',
    lot: partsInLot,
    location: 'STORE',
    supplierId: 'MOTORS-CLARE',
    serialsOf: (number) => numbered('M', number),
  },
  {
    materialId: 'SEAL',
    unit: '{each}',
    least: '70',
    lot: partsInLot,
    location: 'STORE',
    supplierId: 'SEALS-KERRY',
    serialsOf: (number) => numbered('S', number),
  },
  ...keptAt('STORE', [
    ['HOUSING', '{each}', '100', '200', 'CASTINGS-SLIGO'],
    ['BOLT', '{each}', '400', '1000', 'FIXINGS-MAYO'],
    ['GREASE', 'g', '300', '1000', 'OILS-LOUTH'],
  ]),
]

function tradeOf(machines: readonly Runner[], gauges: readonly Gauge[], pace: Pace): Trade {
  return {
    hurry: () => (pace.leaps ? 1 : 0.5),
    makes: {
      PMP: inParts({
        stepId: 'pack',
        lotOf: (orderId) => `${orderId}-A`,
        percent: '100',
        decimals: 0,
        parts: () => ({ count: 1, seconds: 60 }),
      }),
    },
    worksAt: (equipmentId, _step, isOver) => machines.find((it) => it.equipmentId === equipmentId)?.run(!isOver),
    leaves: (equipmentId) => machines.find((it) => it.equipmentId === equipmentId)?.run(false),
    pieces: {
      serialsOf(orderId, count) {
        const prefix = `P${numberOf(orderId)}`
        return { from: `${prefix}01`, to: `${prefix}${String(count).padStart(2, '0')}` }
      },
      atOnce: () => (pace.leaps ? 5 : 1),
      gaugeAt: (equipmentId) => gauges.find((it) => it.equipmentId === equipmentId),
      // The thirteenth pump of an order is clumsy to hold.
      lostAs: (serial) => (serial.endsWith('13') ? 'dropped' : undefined),
    },
  }
}

/** A wrench or a rig measures the piece that somebody at a screen has in hand, once it has waited for a look. */
function measuring(gauges: readonly Gauge[]): (visited: readonly Visited[]) => Promise<void> {
  let waited = new Set<string>()
  return async (visited) => {
    const waits = new Set<string>()
    for (const { orderId, step, steps, plant } of visited) {
      const gauge = gauges.find(({ equipmentId }) => equipmentId === step.equipmentId)
      const [first] = gauge === undefined ? [] : unmeasuredIn(step, steps, await unitsOf(plant, orderId))
      if (gauge === undefined || first === undefined) continue
      const { serial } = first
      if (waited.has(serial)) await gauge.measures([serial])
      else waits.add(serial)
    }
    waited = waits
  }
}

/** @throws while no bench is at work */
function busy(benches: readonly Gauge[]): Gauge {
  const bench = benches.find((it) => it.isRunning())
  if (bench === undefined) throw new NotDone('No bench builds pumps now. Let 35 minutes pass, and try again.')
  return bench
}

const hour = 3600

/** Pumps that were shipped, some that wait for their release, and two orders at the benches: of one a pump is on hold. */
function remember(plant: Cork, history: History): void {
  const { agenda, pace } = plant
  const { days, end } = history
  for (const day of [2, 1]) if (day < days) planAt(plant, history, 'PMP', day * 24 + 4)
  planAt(plant, history, 'PMP', 2)
  planAt(plant, history, 'PMP', 0.8)
  planAt(plant, history, 'PMP', 0.4, 30)
  agenda.add(stores(plant, kept, 12 * hour))
  agenda.add(quality(plant, patience, 3 * hour, decide))
  agenda.add(shipping(plant, 6 * hour), 6 * hour)
  agenda.add(wrongTorque(plant, 24), secondsTo(pace.now(), end, Math.min(1, days - 1) * 24 + 3.5))
  agenda.add(wrongTorque(plant, 1), secondsTo(pace.now(), end, 1.3))
  agenda.add(crushedBox(plant), secondsTo(pace.now(), end, 0.6))
}

const patience = { deviation: 2, batch: 26 }

/** What is wrong with one pump is put right on that pump. */
const decide = ({ type }: { readonly type: string }) =>
  type === 'unit'
    ? ({
        disposition: 'rework',
        reason: 'Loosen the bolts and tighten them again',
        rework: { stepIds: ['assemble'] },
      } as const)
    : ({ disposition: 'use-as-is', reason: 'It does the product no harm' } as const)

const wrongTorque = ({ benches }: Cork, hoursBefore: number): Job => ({
  name: `a bolt is tightened too far, ${hoursBefore} hours before`,
  async turn() {
    const bench = benches.find((it) => it.isRunning())
    bench?.spoilsNext()
    return bench === undefined ? 300 : undefined
  },
})

const crushedBox = (plant: Cork): Job =>
  damagedGoods(plant, {
    lotId: 'SEAL-CRUSHED',
    materialId: 'SEAL',
    quantity: { value: '40', unit: '{each}' },
    location: 'STORE',
    supplierId: 'SEALS-KERRY',
    supplierLot: '25/214',
    title: 'A box of seals is crushed',
    description: 'One side of the box is pressed in, and the lips of some seals look bent. It came so from the truck.',
  })

/** Every day goes on as the last. */
function goOn(plant: Cork): void {
  const { agenda } = plant
  agenda.add(planning(plant))
  agenda.add(trainings(plant))
  agenda.add(stores(plant, kept, hour), 60)
  agenda.add(quality(plant, patience, 300, decide), 300)
  agenda.add(shipping(plant, 600), 600)
}

/** So many boxes wait for the truck. */
const load = 4

/** Released pumps are boxed by four; a load of boxes leaves, to one customer or the other. */
const shipping = ({ staff }: Cork, every: number): Job => ({
  name: 'shipping',
  async turn() {
    const marco = await staff.as('marco')
    const { items: lots } = bodyOf(
      await marco.listLots({ materialId: 'PMP', status: 'released', limit: '200' }),
      'its pumps',
    )
    for (const { lotId } of lots) {
      const { items } = bodyOf(await marco.listSublots({ lotId }, { limit: '200' }), lotId)
      const loose = items.filter(
        ({ status, holds, containerId }) => status === 'released' && holds.length === 0 && containerId === undefined,
      )
      const four = loose.slice(0, 4)
      const [first] = four
      if (first === undefined) continue
      const containerId = `BOX-${first.sublotId}`
      accepted(await marco.makeContainer({ containerId, kind: 'case', location: 'STORE' }))
      const units = four.map(({ sublotId }) => ({ lotId, sublotId }))
      accepted(await marco.packContainer({ containerId }, { units }))
      return 180
    }
    const { items: boxes } = bodyOf(await marco.listContainers({ status: 'open', limit: '200' }), 'its boxes')
    const ready = boxes.filter(({ containerId }) => containerId.startsWith('BOX-'))
    if (ready.length < load) return every
    for (const [index, { containerId }] of ready.slice(0, load).entries()) {
      const [first] = ready
      const to = { type: 'customer', id: index < load / 2 ? 'AQUA' : 'HYDRO' } as const
      accepted(await marco.shipContainer({ containerId }, { shipmentId: `${first?.containerId}-${to.id}`, to }))
    }
    return every
  },
})
