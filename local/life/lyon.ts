import { bodyOf } from '../definitions/plant-state.ts'
import type { Job } from './agenda.ts'
import { weighedFor } from './dispense.ts'
import { followed } from './following.ts'
import type { Floor, History, Script, World } from './life.ts'
import { fillerAt, type Jacket, type Mixer, mixerAt, type Runner, runnerAt } from './machines.ts'
import { inParts } from './making.ts'
import { damagedGoods, scansWrongly, trainingEnds, trainings } from './mistakes.ts'
import { approved, type Kept, keptAt, quality, stores } from './office.ts'
import { numberOf, type Product, planAt, planning, type Shop, secondsTo } from './orders.ts'
import type { Pace } from './pace.ts'
import { type Scale, scaleAt } from './scales.ts'
import { type Crew, type Trade, takes } from './trade.ts'

/** Lyon as it is worked: syrup in two mixers, one filled while the other is stirred, and bottles of it. */
export const lyon: Script = {
  site: 'lyon',
  folder: 'plants/lyon',
  days: 7,
  async found(world) {
    for (const recipeId of Object.keys(products)) await approved(world, recipeId)
    await stores(world, kept, 0).turn()
  },
  async open(world) {
    const { mqttUrl, pace } = world
    const connect =
      <Kind>(kind: (...at: Parameters<typeof mixerAt>) => Promise<Kind>) =>
      (equipmentId: string) =>
        kind(mqttUrl, 'lyon', equipmentId, pace.now)
    const [mixers, scale, runners] = await Promise.all([
      Promise.all(['MIX-1', 'MIX-2'].map(connect(mixerAt))),
      connect(scaleAt)('SCALE-1'),
      Promise.all([
        connect(fillerAt)('FILL-1'),
        ...['FILTER-1', 'PACK-1', 'PH-METER-1', 'REFRACTOMETER-1'].map(connect(runnerAt)),
      ]),
    ])
    await Promise.all(mixers.map((mixer) => resumed(world, mixer)))
    const plant: Lyon = {
      ...world,
      mixers,
      trade: tradeOf({ mixers, scale, runners }, pace),
      products,
      setAside: ['BOTTLE', 'CAP', 'BOX'],
      crewOf,
    }
    return {
      machines: [...mixers, scale, ...runners],
      follow: followed(plant, [...mixers, ...runners], async (visited) =>
        scale.fillsTo(await weighedFor(visited, scale, pace.now())),
      ),
      breaks: {
        'hot-mixer': async () => hotOne(plant.mixers).overheat(68.4, 180),
        'lost-probe': async () => warmest(plant.mixers).losesProbe(180),
        'wrong-lot': () => scansWrongly(plant, 'CAP-01'),
        'expired-training': () => trainingEnds(plant, 'lea', 'mixing'),
      },
      remember: (history) => remember(plant, history),
      goOn: () => goOn(plant),
    } satisfies Floor
  },
}

interface Lyon extends Shop {
  readonly mixers: readonly Mixer[]
}

const crewOf = (orderId: string): Crew =>
  numberOf(orderId) % 2 === 0 ? { first: 'lea', second: 'marco' } : { first: 'marco', second: 'lea' }

const warmest = (mixers: readonly Mixer[]): Mixer =>
  mixers.reduce((one, other) => (other.temperature() > one.temperature() ? other : one))

/**
 * The mixer whose content is kept hot.
 * @throws while none is: nobody watches the upper limit of a mixer that cools or stands
 */
function hotOne(mixers: readonly Mixer[]): Mixer {
  const mixer = mixers.find((it) => it.isHeated() && it.temperature() > 62)
  if (mixer === undefined) throw new Error('No mixer keeps a batch hot now. Let 35 minutes pass, and try again.')
  return mixer
}

const products = {
  SYR: {
    letters: 'SYR',
    product: 'SYR',
    unit: 'L',
    quantities: ['1000', '1500', '1200'],
    sideBySide: 2,
    waiting: 2,
    hours: 9,
  },
  'SYR-200': {
    letters: 'BOT',
    product: 'SYR-200',
    unit: '{each}',
    quantities: ['4800'],
    sideBySide: 1,
    waiting: 1,
    hours: 6,
  },
} as const satisfies Readonly<Record<string, Product>>

const kept: readonly Kept[] = [
  {
    materialId: 'ACT',
    unit: 'kg',
    least: '60',
    lot: '100',
    location: 'WAREHOUSE',
    goodForDays: 700,
    supplierId: 'ALPES-CHIMIE',
    potencies: ['97.4', '101.2'],
  },
  ...keptAt('WAREHOUSE', [
    ['SUC', 'kg', '2000', '4000', 'SUCRERIE-NORD', 500],
    ['SOR', 'kg', '800', '1500', 'AMIDON-EST', 300],
    ['WAT', 'L', '3000', '20000'],
    ['FLA', 'L', '5', '25', 'AROMES-SUD', 200],
    ['CARTRIDGE', '{each}', '5', '20', 'FILTRES-RHONE'],
    ['AID', 'kg', '10', '50', 'FILTRES-RHONE'],
    ['BOTTLE', '{each}', '12000', '30000', 'VERRES-LOIRE'],
    ['CAP', '{each}', '12000', '30000', 'VERRES-LOIRE'],
    ['BOX', '{each}', '500', '2000', 'CARTONS-JURA'],
  ]),
]

/** A mixer that the plant knows goes on with the temperature that it last told, and with what it was told to do: its content does not cool while nobody is there. */
async function resumed({ staff }: World, mixer: Mixer): Promise<void> {
  const { values, occupancies } = bodyOf(await (await staff.as('vera')).getMachine(mixer), mixer.equipmentId)
  const { temperature } = values
  const [last] = occupancies
  if (last !== undefined) mixer.set(jacketIn(last.stepId, last.to !== undefined))
  if (temperature !== undefined) mixer.resume(Number(temperature.value), new Date(temperature.occurredAt))
}

/** What a mixer does in a step, and after it: what is charged is heated, and what is dissolved is cooled at once. */
function jacketIn(stepId: string, isOver: boolean): Jacket {
  if (stepId === 'charge') return 'heat'
  if (stepId === 'dissolve') return isOver ? 'cool' : 'heat'
  return stepId === 'cool' && !isOver ? 'cool' : 'off'
}

/** The middle of the window in which the syrup dissolves. */
const dissolving = { low: 62.8, high: 65.2 }

interface Machines {
  readonly mixers: readonly Mixer[]
  readonly scale: Scale
  readonly runners: readonly Runner[]
}

function tradeOf({ mixers, scale, runners }: Machines, pace: Pace): Trade {
  const mixerAt = (equipmentId: string | undefined) => mixers.find((it) => it.equipmentId === equipmentId)
  const lotOf = (orderId: string) => `${orderId}-A`
  const parts = (seconds: number, watched: number, remembered: number) => {
    const count = pace.leaps ? remembered : watched
    return { count, seconds: Math.round(seconds / count) }
  }
  return {
    hurry: () => (pace.leaps ? 2 : 0.5),
    // Nobody watches a history: who looks knows that it is over.
    watches: (left = 1200) => (pace.leaps ? (left + 60) / 2 : takes.watch),
    makes: {
      SYR: inParts({ stepId: 'fill', lotOf, percent: '99.2', decimals: 0, parts: () => parts(5400, 30, 3) }),
      'SYR-200': inParts({ stepId: 'bottle', lotOf, percent: '99.5', decimals: 0, parts: () => parts(3600, 24, 4) }),
    },
    scaleOf: () => scale,
    notYet(step, equipmentId) {
      const degrees = mixerAt(equipmentId)?.temperature()
      const isWarm = degrees !== undefined && degrees > dissolving.low && degrees < dissolving.high
      return step.stepId !== 'dissolve' || isWarm ? undefined : pace.leaps ? 120 : 60
    },
    typedFor: (orderId, lineId) =>
      Number(orderId.slice(-2)) % 4 === 2 && lineId === '20' ? 'The cable of the scale is broken' : undefined,
    worksAt(equipmentId, { stepId }, isOver) {
      mixerAt(equipmentId)?.set(jacketIn(stepId, isOver))
      runners.find((it) => it.equipmentId === equipmentId)?.run(!isOver)
    },
    leaves(equipmentId) {
      mixerAt(equipmentId)?.set('off')
      runners.find((it) => it.equipmentId === equipmentId)?.run(false)
    },
    reads(_step, parameterId, { orderId, made }) {
      if (parameterId === 'volume') return made
      const turn = Number(orderId.slice(-2)) % 5
      if (parameterId === 'brix') return (65.8 + turn / 10).toFixed(1)
      return parameterId.startsWith('ph-')
        ? (4.9 + ((turn + Number(parameterId.slice(-1))) % 3) / 10).toFixed(1)
        : undefined
    },
  }
}

const hour = 3600

/** A week of work: an order on most days, what went wrong, and what is under way at its end. */
function remember(plant: Lyon, history: History): void {
  const { agenda, pace } = plant
  const { days, end } = history
  for (const day of [6, 4, 2, 1]) if (day < days) planAt(plant, history, 'SYR', day * 24 + 4)
  // Bottles are filled with what was released, two days later at the earliest.
  for (const hours of [90, 18]) if (hours < (days - 3) * 24) planAt(plant, history, 'SYR-200', hours)
  planAt(plant, history, 'SYR-200', 1)
  planAt(plant, history, 'SYR', 2.4)
  planAt(plant, history, 'SYR', 1.2)
  planAt(plant, history, 'SYR', 0.5, 3)
  planAt(plant, history, 'SYR', 0.4, 30)
  agenda.add(stores(plant, kept, 12 * hour))
  agenda.add(quality(plant, { deviation: 1, batch: 26 }, 4 * hour))
  agenda.add(hotMixer(plant), secondsTo(pace.now(), end, (days - 1) * 24 + 4))
  agenda.add(tornBag(plant), secondsTo(pace.now(), end, 0.6))
}

/** A mixer gets too hot at minute 11 of dissolving, for three minutes. */
function hotMixer({ mixers, staff, pace, upToDate }: Lyon): Job {
  let isHot = false
  return {
    name: 'the steam valve sticks',
    async turn() {
      if (isHot) {
        await upToDate()
        return undefined
      }
      const vera = await staff.as('vera')
      for (const mixer of mixers) {
        const { occupancies } = bodyOf(await vera.getMachine(mixer), mixer.equipmentId)
        const since = occupancies.find(({ stepId, to }) => stepId === 'dissolve' && to === undefined)
        if (since === undefined) continue
        if (pace.now().getTime() - Date.parse(since.from) < 11 * 60_000) return 120
        mixer.overheat(68.4, 180)
        isHot = true
        return 200
      }
      return 300
    },
  }
}

const tornBag = (plant: Lyon): Job =>
  damagedGoods(plant, {
    lotId: 'SUC-TORN',
    materialId: 'SUC',
    quantity: { value: '1000', unit: 'kg' },
    location: 'WAREHOUSE',
    supplierId: 'SUCRERIE-NORD',
    supplierLot: '24/388',
    title: 'A bag of sucrose is torn',
    description: 'Bag 7 of 40 has a hole, and some sugar lies on the pallet. It came so from the truck.',
  })

/** Every day goes on as the last: so many orders wait, and quality takes its time. */
function goOn(plant: Lyon): void {
  const { agenda } = plant
  agenda.add(planning(plant))
  agenda.add(trainings(plant))
  agenda.add(stores(plant, kept, hour), 60)
  agenda.add(quality(plant, { deviation: 3, batch: 26 }, 300), 300)
}
