import { bodyOf } from '../definitions/plant-state.ts'
import type { Job } from './agenda.ts'
import { type Bagger, baggerAt, loavesPerMinute, ovenAt } from './bakery.ts'
import { calling, type Occasion } from './cord.ts'
import { byCounter, type Counted } from './counting.ts'
import { followed } from './following.ts'
import { openingOf } from './hours.ts'
import type { Floor, History, Script, World } from './life.ts'
import { type Runner, runnerAt } from './machines.ts'
import { damagedGoods, trainingEnds, trainings } from './mistakes.ts'
import { approved, type Kept, keptAt, quality, stores } from './office.ts'
import { ordersOf, type Product, planning, type Shop, secondsTo } from './orders.ts'
import { accepted, type Crew, NotDone, type Step } from './trade.ts'

/** Nantes as it is worked: one line around the clock, of which the next dough is mixed as the last loaves of an order come out of the oven. */
export const nantes: Script = {
  site: 'nantes',
  folder: 'plants/nantes',
  days: 1,
  async found(world) {
    for (const recipeId of Object.keys(products)) await approved(world, recipeId)
    await stores(world, kept, 0).turn()
  },
  async open(world) {
    const { mqttUrl, pace, staff } = world
    const [bagger, oven, mixer, slicer] = await Promise.all([
      baggerAt(mqttUrl, 'nantes', 'BAGGER-1', pace.now),
      ovenAt(mqttUrl, 'nantes', 'OVEN-1', pace.now),
      runnerAt(mqttUrl, 'nantes', 'MIXER-1', pace.now),
      runnerAt(mqttUrl, 'nantes', 'SLICER-1', pace.now),
    ])
    const vera = await staff.as('vera')
    const { counts } = accepted(await vera.getMachine(bagger))
    const booked = { good: Number(counts?.good ?? 0), reject: Number(counts?.reject ?? 0) }
    bagger.resume(booked)
    const plant = nantesWith(world, { bagger, oven, mixer, slicer, booked })
    return {
      machines: [mixer, oven, slicer, bagger],
      // Its counter is read at a screen as it is.
      follow: followed(plant, [mixer, oven], async () => undefined),
      leave: () => booksAll(plant),
      breaks: {
        'line-stop': async () => working(bagger).jams(420, 'A loaf lay across the belt'),
        'missed-metal': async () => plant.missesMetal(),
        'counter-zero': async () => working(bagger).losesPower(),
        'expired-training': () => trainingEnds(plant, plant.crewOf('').first, 'baking'),
      },
      remember: (history) => remember(plant, history),
      goOn: () => goOn(plant),
    } satisfies Floor
  },
}

interface Nantes extends Shop {
  readonly bagger: Bagger
  readonly counted: Counted
  /** The next metal check does not find a test piece. */
  readonly missesMetal: () => void
}

const products = {
  'LOAF-PLAIN': {
    letters: 'PLAIN',
    product: 'LOAF-PLAIN',
    unit: '{each}',
    quantities: ['10000', '12000'],
    sideBySide: 2,
    waiting: 1,
    hours: 14,
  },
  'LOAF-SEED': {
    letters: 'SEED',
    product: 'LOAF-SEED',
    unit: '{each}',
    quantities: ['6000'],
    sideBySide: 1,
    waiting: 0,
    hours: 18,
    pauseHours: 14,
  },
} as const satisfies Readonly<Record<string, Product>>

const kept: readonly Kept[] = [
  {
    materialId: 'FLOUR',
    unit: 'kg',
    least: '9000',
    lot: '6000',
    location: 'SILO-1',
    goodForDays: 180,
    supplierId: 'MOULIN',
    // As the mill prints it on its papers.
    lotIdOf: (number) => `26/${116 + number}`,
  },
  ...keptAt('DISPATCH', [
    ['YEAST', 'kg', '200', '400', 'LEVURE-OUEST', 30],
    ['SALT', 'kg', '200', '1000', 'SALINES-GUERANDE'],
    ['WATER', 'kg', '6000', '20000'],
    ['SESAME', 'kg', '150', '500', 'GRAINES-SUD', 300],
    ['BAG', '{each}', '30000', '60000', 'FILMS-VENDEE'],
  ]),
]

interface Line {
  readonly bagger: Bagger
  readonly oven: Runner
  readonly mixer: Runner
  readonly slicer: Runner
  readonly booked: { readonly good: number; readonly reject: number }
}

/** Minutes before the end of an order at which the dough of the next is begun. */
const doughBefore = 40

/** Minutes that a step takes however quick people are. */
const lasting: Readonly<Record<string, number>> = { 'change-over': 25, mix: 20 }

function nantesWith(world: World, { bagger, oven, mixer, slicer, booked }: Line): Nantes {
  const { pace } = world
  let left = 0
  let isBlind = false
  let isClosed = false
  const making = {
    lotOf: (orderId: string) => `${orderId}-A`,
    bagger,
    pace,
    booked,
    check: {
      checkId: 'metal',
      everySeconds: 1800,
      finds() {
        const found = !isBlind
        isBlind = false
        return found
      },
    },
    rejectedAs: ['weight', 'shape', 'weight', 'metal'],
    perMinute: loavesPerMinute,
    visits: () => (pace.leaps ? 1800 : 300),
    left: (pieces: number) => {
      left = pieces
    },
  } as const
  const counted = byCounter({ stepId: 'bake', ...making })
  const opensIn = openingOf(world, 'OVEN-1')
  const stop = (equipmentId: string) => {
    for (const it of equipmentId === mixer.equipmentId ? [mixer] : [oven, slicer, bagger]) it.run(false)
  }
  return {
    ...world,
    bagger,
    counted,
    missesMetal() {
      isBlind = true
    },
    products,
    setAside: ['BAG'],
    crewOf: () => crewAt(pace.now()),
    mayStart: (running) => running === 0 || (running === 1 && left < doughBefore * loavesPerMinute),
    async opensIn() {
      const seconds = await opensIn()
      isClosed = seconds > 0
      if (isClosed) for (const it of [bagger, oven, slicer, mixer]) it.run(false)
      return seconds
    },
    trade: {
      hurry: () => 1,
      makes: { 'LOAF-PLAIN': counted, 'LOAF-SEED': counted },
      notOver: ({ stepId, startedAt }: Step) => {
        const end = Date.parse(startedAt ?? '') + (lasting[stepId] ?? 0) * 60_000
        return end > pace.now().getTime() ? Math.ceil((end - pace.now().getTime()) / 1000) : undefined
      },
      worksAt(equipmentId, { stepId }, isOver) {
        if (stepId !== 'bake') return equipmentId === mixer.equipmentId ? mixer.run(!isOver && !isClosed) : undefined
        // How much is left of an order is known when the counter is read; between two orders it is nothing.
        if (isOver) left = 0
        else if (left === 0) left = Number.POSITIVE_INFINITY
        for (const it of [oven, slicer, bagger]) it.run(!isOver && !isClosed)
      },
      leaves: stop,
      holds: stop,
    },
  }
}

/** Before the people go, they book what the counter says: whoever comes next begins with what it shows then. */
async function booksAll(plant: Nantes): Promise<void> {
  const { staff, crewOf, counted } = plant
  for (const { orderId, status } of await ordersOf(plant)) {
    if (status !== 'running') continue
    const first = await staff.as(crewOf(orderId).first)
    const { items } = accepted(await first.listSteps({ orderId }))
    const step = items.find(({ stepId }) => stepId === counted.stepId)
    if (step?.status === 'running') await counted.bookCounts(orderId, first, step)
  }
}

const hourIn = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', hourCycle: 'h23', timeZone: 'Europe/Paris' })

/** Who has the shift: from 5, from 13 and from 21 o'clock. */
function crewAt(now: Date): Crew {
  const hour = Number(hourIn.format(now))
  if (hour >= 5 && hour < 13) return { first: 'lea', second: 'marco' }
  return hour >= 13 && hour < 21 ? { first: 'marco', second: 'nadia' } : { first: 'nadia', second: 'lea' }
}

/** At the end of a shift, the next person goes on with what is under way. */
const shiftEnds = ({ staff, pace }: Nantes): Job => {
  let present = crewAt(pace.now()).first
  return {
    name: 'the end of a shift',
    async turn() {
      const { first } = crewAt(pace.now())
      if (first === present) return 900
      const [olga, person, next] = [await staff.as('olga'), await staff.as(present), await staff.as(first)]
      const { items } = bodyOf(await olga.listOnTheClock({ limit: '200' }), 'who is on the clock')
      const open = items.find(({ personId }) => personId === present)?.open ?? []
      for (const { activity, orderId, stepId } of open) {
        if (activity === 'break' || orderId === undefined || stepId === undefined) continue
        accepted(await person.clockOff({ orderId, stepId }))
        accepted(await next.clockOn({ activity, orderId, stepId }))
      }
      present = first
      return 900
    },
  }
}

/** @throws while the line does not run */
function working(bagger: Bagger): Bagger {
  if (!bagger.isRunning()) throw new NotDone('The line does not run now. Let 35 minutes pass, and try again.')
  return bagger
}

const hour = 3600
const patience = { deviation: 1.5, batch: 8 }

/** The line runs as on every day; once the metal detector misses a test piece, and in the end a silo of flour is damp. */
function remember(plant: Nantes, history: History): void {
  const { agenda, pace } = plant
  agenda.add(planning(plant), 60)
  agenda.add(shiftEnds(plant))
  agenda.add(stores(plant, kept, 4 * hour))
  agenda.add(quality(plant, patience, hour, decide), hour)
  agenda.add(dispatch(plant, 6 * hour), 6 * hour)
  agenda.add(
    calling(plant, occasions, () => plant.crewOf('').first, 4 * hour),
    2 * hour,
  )
  const at = (hoursBefore: number) => secondsTo(pace.now(), history.end, hoursBefore)
  agenda.add({ name: 'the metal detector misses', turn: async () => plant.missesMetal() as undefined }, at(11))
  agenda.add(dampFlour(plant), at(0.7))
}

const decide = () =>
  ({
    disposition: 'use-as-is',
    reason: 'The loaves since the last good check went through the detector once more; nothing was found',
  }) as const

/** The line goes on meanwhile: nothing of this is a stop. */
const occasions: readonly Occasion[] = [
  {
    equipmentId: 'OVEN-1',
    kind: 'maintenance',
    comment: 'The belt of the oven squeaks',
    by: 'erik',
    comesAfter: 240,
    takes: 900,
    result: 'The roller is greased',
  },
  {
    equipmentId: 'BAGGER-1',
    kind: 'material',
    comment: 'The last roll of bags is on',
    by: 'nadia',
    comesAfter: 95,
    takes: 300,
    result: 'A pallet of rolls stands beside it',
  },
  {
    equipmentId: 'SLICER-1',
    kind: 'help',
    comment: 'Two hands to change the blades',
    by: 'olga',
    comesAfter: 150,
    takes: 420,
    result: 'The blades are changed',
  },
]

const dampFlour = (plant: Nantes): Job =>
  damagedGoods(plant, {
    lotId: '26/DAMP',
    materialId: 'FLOUR',
    quantity: { value: '6000', unit: 'kg' },
    location: 'SILO-2',
    supplierId: 'MOULIN',
    title: 'The flour of a truck is damp',
    description: 'The sample has 16.2 % moisture; 15 % is the most. The hose of the truck was open in the rain.',
  })

/** Every day goes on as the last. */
function goOn(plant: Nantes): void {
  const { agenda } = plant
  agenda.add(planning(plant))
  agenda.add(trainings(plant))
  agenda.add(shiftEnds(plant))
  agenda.add(stores(plant, kept, hour), 60)
  agenda.add(quality(plant, { deviation: 3, batch: 8 }, 300, decide), 300)
  agenda.add(dispatch(plant, 2 * hour), hour)
  agenda.add(
    calling(plant, occasions, () => plant.crewOf('').first, 1200),
    300,
  )
}

/** Bread that is released leaves for the shops. */
const dispatch = ({ staff }: Nantes, every: number): Job => ({
  name: 'dispatch',
  async turn() {
    const nadia = await staff.as('nadia')
    for (const materialId of Object.keys(products)) {
      const { items } = bodyOf(await nadia.listLots({ materialId, status: 'released', limit: '200' }), materialId)
      for (const { lotId } of items) {
        const to = { type: 'customer', id: 'BOULANGE-OUEST' } as const
        accepted(await nadia.shipLot({ lotId }, { shipmentId: `TRUCK-${lotId}`, to }))
      }
    }
    return every
  },
})
