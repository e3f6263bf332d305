import { bodyOf } from '../definitions/plant-state.ts'
import type { Job } from './agenda.ts'
import type { Floor, History, Script, World } from './life.ts'
import { fillerAt, type Mixer, mixerAt, type Runner, runnerAt, type Scale, scaleAt } from './machines.ts'
import { type Kept, quality, stores } from './office.ts'
import type { Pace } from './pace.ts'
import { type AtWork, accepted, NotDone, type Trade, workOn, wrongLot } from './work.ts'

/** Lyon as it is worked: syrup in two mixers, one filled while the other is stirred, and bottles of it. */
export const lyon: Script = {
  site: 'lyon',
  folder: 'plants/lyon',
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
    const plant = { ...world, mixers, trade: tradeOf({ mixers, scale, runners }, pace) }
    return {
      machines: [...mixers, scale, ...runners],
      breaks: {
        'hot-mixer': async () => hotOne(plant.mixers).overheat(68.4, 180),
        'lost-probe': async () => warmest(plant.mixers).losesProbe(180),
        'wrong-lot': () => scansWrongly(plant),
        'expired-training': () => loses(plant, 'lea', 'mixing'),
      },
      remember: (history) => remember(plant, history),
      goOn: () => goOn(plant),
    } satisfies Floor
  },
}

interface Lyon extends World {
  readonly mixers: readonly Mixer[]
  readonly trade: Trade
}

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

/** What is made, by recipe: how an order of it is called, how much, and how many are worked on side by side. */
const products = {
  SYR: { letters: 'SYR', unit: 'L', quantities: ['1000', '1500', '1200'], sideBySide: 2, waiting: 2, hours: 9 },
  'SYR-200': { letters: 'BOT', unit: '{each}', quantities: ['4800'], sideBySide: 1, waiting: 1, hours: 6 },
} as const
type Product = keyof typeof products

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
  ...(
    [
      ['SUC', 'kg', '2000', '4000', 'SUCRERIE-NORD', 500],
      ['SOR', 'kg', '800', '1500', 'AMIDON-EST', 300],
      ['WAT', 'L', '3000', '20000'],
      ['FLA', 'L', '5', '25', 'AROMES-SUD', 200],
      ['CARTRIDGE', '{each}', '5', '20', 'FILTRES-RHONE'],
      ['AID', 'kg', '10', '50', 'FILTRES-RHONE'],
      ['BOTTLE', '{each}', '12000', '30000', 'VERRES-LOIRE'],
      ['CAP', '{each}', '12000', '30000', 'VERRES-LOIRE'],
      ['BOX', '{each}', '500', '2000', 'CARTONS-JURA'],
    ] as const
  ).map(([materialId, unit, least, lot, supplierId, goodForDays]) => ({
    materialId,
    unit,
    least,
    lot,
    location: 'WAREHOUSE',
    ...(supplierId !== undefined && { supplierId }),
    ...(goodForDays !== undefined && { goodForDays }),
  })),
]

async function approved({ staff }: World, recipeId: string): Promise<void> {
  const ids = { recipeId, version: '1' }
  accepted(await (await staff.as('erik')).submitRecipe(ids, {}))
  const quinn = await staff.as('quinn')
  accepted(await quinn.approveRecipe(ids, await staff.signed('approved', 'quinn')))
}

/** A mixer that the plant knows goes on with the temperature that it last told. */
async function resumed({ staff }: World, mixer: Mixer): Promise<void> {
  const { values } = bodyOf(await (await staff.as('vera')).getMachine(mixer), mixer.equipmentId)
  const { temperature } = values
  if (temperature !== undefined) mixer.resume(Number(temperature.value), new Date(temperature.occurredAt))
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
    makes: {
      SYR: { stepId: 'fill', lotOf, percent: '99.2', decimals: 0, parts: () => parts(5400, 30, 3) },
      'SYR-200': { stepId: 'bottle', lotOf, percent: '99.5', decimals: 0, parts: () => parts(3600, 24, 4) },
    },
    scaleOf: () => scale,
    notYet(step, equipmentId) {
      const degrees = mixerAt(equipmentId)?.temperature()
      const isWarm = degrees !== undefined && degrees > dissolving.low && degrees < dissolving.high
      return step.stepId !== 'dissolve' || isWarm ? undefined : 60
    },
    typedFor: (orderId, lineId) =>
      Number(orderId.slice(-2)) % 4 === 2 && lineId === '20' ? 'The cable of the scale is broken' : undefined,
    worksAt(equipmentId, { stepId }, isOver) {
      const mixer = mixerAt(equipmentId)
      if (stepId === 'charge') mixer?.set('heat')
      else if (stepId === 'dissolve') mixer?.set(isOver ? 'cool' : 'heat')
      else mixer?.set(stepId === 'cool' && !isOver ? 'cool' : 'off')
      runners.find((it) => it.equipmentId === equipmentId)?.run(!isOver)
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

/** An order of the plan is created, released, and made ready. */
async function planned(plant: Lyon, recipeId: Product, dueInHours: number): Promise<string> {
  const { staff, pace } = plant
  const { letters, unit, quantities } = products[recipeId]
  const paula = await staff.as('paula')
  const number = (await numbers(plant, letters)).reduce((most, it) => Math.max(most, it), 1000) + 1
  const orderId = `${letters}-${number}`
  const value = quantities[number % quantities.length] ?? quantities[0]
  const dueAt = new Date(Math.round(pace.now().getTime() / 60_000 + dueInHours * 60) * 60_000).toISOString()
  accepted(await paula.createOrder({ orderId, recipeId, product: recipeId, quantity: { value, unit }, dueAt }))
  accepted(await paula.releaseOrder({ orderId }, {}))
  const olga = await staff.as('olga')
  const { items: picks } = accepted(await olga.listPicks({ orderId }))
  for (const { materialId, lots } of picks) {
    const [lot] = lots
    if (!setAside.has(materialId) || lot === undefined) continue
    accepted(await olga.reserveLot({ orderId }, { lotId: lot.lotId, quantity: lot.quantity }))
  }
  return orderId
}

/** What is booked by itself is set aside for the order before. */
const setAside = new Set(['BOTTLE', 'CAP', 'BOX'])

async function orders(plant: Lyon) {
  const vera = await plant.staff.as('vera')
  const { items } = bodyOf(await vera.listOrders({ limit: '200' }), 'its orders')
  return items.filter(({ orderId }) => ownId.test(orderId))
}

/** Orders that the people of this plant work on; whoever watches makes others for themselves. */
const ownId = /^(SYR|BOT)-(\d{4})$/

const numbers = async (plant: Lyon, letters: string): Promise<number[]> =>
  (await orders(plant)).flatMap(({ orderId }) => (orderId.startsWith(letters) ? [Number(orderId.slice(-4))] : []))

/** An order from its release to its end. */
function orderJob(plant: Lyon, orderId: string): Job {
  const crew =
    Number(orderId.slice(-1)) % 2 === 0 ? { first: 'lea', second: 'marco' } : { first: 'marco', second: 'lea' }
  const at: AtWork = { staff: plant.staff, trade: plant.trade, crew, orderId }
  let goesOn = false
  return {
    name: orderId,
    async turn() {
      const asked = goesOn
      goesOn = false
      if (asked) {
        const seconds = await workOn(at)
        goesOn = seconds !== undefined
        // What keeps it from going on may be a hold, or its end: the order says so next time.
        return seconds ?? 60
      }
      const marco = await plant.staff.as(crew.first)
      const { status, recipeId } = accepted(await marco.getOrder({ orderId }))
      goesOn = status === 'running'
      if (goesOn) return 1
      if (status === 'held') return plant.pace.leaps ? 1200 : 60
      if (status !== 'released') return undefined
      const running = (await orders(plant)).filter((it) => it.recipeId === recipeId && it.status === 'running')
      if (running.length >= products[recipeId as Product].sideBySide) return 300
      accepted(await marco.startOrder({ orderId }, {}))
      return 30
    },
  }
}

/** A week of work: an order a day, what went wrong, and what is under way at its end. */
function remember(plant: Lyon, { days, end }: History): void {
  const { agenda, pace } = plant
  const secondsTo = (hoursBefore: number) => (end.getTime() - pace.now().getTime()) / 1000 - hoursBefore * hour
  const plan = (recipeId: Product, hoursBefore: number, dueInHours: number = products[recipeId].hours) =>
    agenda.add(
      {
        name: `plan ${recipeId}, ${hoursBefore} hours before`,
        async turn() {
          agenda.add(orderJob(plant, await planned(plant, recipeId, dueInHours)))
          return undefined
        },
      },
      secondsTo(hoursBefore),
    )
  for (const day of [6, 5, 4, 2, 1]) if (day < days) plan('SYR', day * 24 + 4)
  // Bottles are filled with what was released, two days later at the earliest.
  for (const day of [4, 2]) if (day < days - 2) plan('SYR-200', day * 24 - 6)
  plan('SYR-200', 1)
  plan('SYR', 2.4)
  plan('SYR', 1.2)
  plan('SYR', 0.5, 3)
  plan('SYR', 0.4, 30)
  agenda.add(stores(plant, kept, 12 * hour))
  agenda.add(quality(plant, { deviation: 1, batch: 26 }, 4 * hour))
  agenda.add(hotMixer(plant), secondsTo(Math.min(4, days - 1) * 24 + 4))
  agenda.add(tornBag(plant), secondsTo(0.6))
}

/** A mixer gets too hot at minute 11 of dissolving, for three minutes. */
const hotMixer = ({ mixers, staff, pace }: Lyon): Job => ({
  name: 'the steam valve sticks',
  async turn() {
    const vera = await staff.as('vera')
    for (const mixer of mixers) {
      const { occupancies } = bodyOf(await vera.getMachine(mixer), mixer.equipmentId)
      const since = occupancies.find(({ stepId, to }) => stepId === 'dissolve' && to === undefined)
      if (since === undefined) continue
      if (pace.now().getTime() - Date.parse(since.from) < 11 * 60_000) return 120
      mixer.overheat(68.4, 180)
      return undefined
    }
    return 300
  },
})

const tornBag = ({ staff }: Lyon): Job => ({
  name: 'a torn bag',
  async turn() {
    const lea = await staff.as('lea')
    const lotId = 'SUC-TORN'
    const quantity = { value: '1000', unit: 'kg' }
    accepted(
      await lea.receiveLot({
        lotId,
        materialId: 'SUC',
        quantity,
        location: 'WAREHOUSE',
        supplierId: 'SUCRERIE-NORD',
        supplierLot: '24/388',
      }),
    )
    const title = 'A bag of sucrose is torn'
    const description = 'Bag 7 of 40 has a hole, and some sugar lies on the pallet. It came so from the truck.'
    accepted(await lea.openDeviation({ subject: { type: 'lot', id: lotId }, title, description }))
    return undefined
  },
})

/** Every day goes on as the last: so many orders wait, and quality takes its time. */
function goOn(plant: Lyon): void {
  const { agenda } = plant
  agenda.add({
    name: 'planning',
    async turn() {
      const open = (await orders(plant)).filter(
        ({ status }) => status === 'released' || status === 'running' || status === 'held',
      )
      for (const { orderId } of open) agenda.add(orderJob(plant, orderId))
      for (const [recipeId, { sideBySide, waiting, hours }] of Object.entries(products)) {
        if (open.filter((it) => it.recipeId === recipeId).length >= sideBySide + waiting) continue
        agenda.add(orderJob(plant, await planned(plant, recipeId as Product, hours)))
        return 30
      }
      return 120
    },
  })
  agenda.add(stores(plant, kept, hour), 60)
  agenda.add(quality(plant, { deviation: 3, batch: 26 }, 300), 300)
}

/** Léa takes a lot of caps for whatever the order needs next. */
async function scansWrongly(plant: Lyon): Promise<void> {
  const running = (await orders(plant)).filter(({ status }) => status === 'running')
  for (const { orderId } of running)
    if (await wrongLot({ staff: plant.staff, orderId, person: 'lea', lotId: 'CAP-01' })) return
  throw new NotDone('No order needs a material at the moment; try again in a few minutes.')
}

/** The training of a person ended yesterday; once more, and it is renewed. */
async function loses({ staff, pace }: Lyon, personId: string, qualificationId: string): Promise<void> {
  const olga = await staff.as('olga')
  const answer = await olga.getPerson({ personId })
  const { name, qualifications = [] } = bodyOf(answer, personId)
  const now = pace.now().getTime()
  const until = (validUntil: string | undefined) =>
    new Date(validUntil !== undefined && Date.parse(validUntil) < now ? now + 365 * 86_400_000 : now - 86_400_000)
  const changed = qualifications.map((it) =>
    it.qualificationId === qualificationId ? { ...it, validUntil: until(it.validUntil).toISOString() } : it,
  )
  const ifMatch = answer.headers.get('etag') ?? '*'
  accepted(await olga.definePerson({ personId }, { name, qualifications: changed }, { ifMatch }))
}
