import { type BodyOf, type SiteClient, until } from '../demo/client.ts'
import { begin, complete, placeFor } from './steps.ts'
import { type AtWork, accepted, NotDone, type Pieces, type Step, takes } from './trade.ts'

type Unit = BodyOf<'listUnits'>['items'][number]

/** A step of an order whose pieces have numbers, and those of them that somebody can work on there now. */
interface Bench {
  readonly at: AtWork
  readonly pieces: Pieces
  readonly plant: SiteClient
  readonly step: Step
  /** In this step, and not on hold. */
  readonly here: readonly Unit[]
}

/** The next thing that pieces of the order lack, those first that have come furthest. */
export async function nextOfUnits(at: AtWork, steps: readonly Step[]): Promise<number | undefined> {
  const { staff, crew, orderId, trade } = at
  const { pieces } = trade
  if (pieces === undefined) throw new NotDone(`Nobody here knows how pieces with numbers are made: ${orderId}`)
  const plant = await staff.as(crew.first)
  const units = await unitsOf(plant, orderId)
  if (units.length === 0) return numbered(at, pieces, plant)
  for (const step of steps.toReversed()) {
    const here = unitsIn(step, steps, units)
    if (mayBegin(step, steps, here))
      return begin(at, await workerAt(at, step), step, step.equipmentId ?? placeFor(step, steps))
    if (step.status !== 'running') continue
    const bench = { at, pieces, plant: await workerAt(at, step), step, here: here.filter((it) => !isHeld(it)) }
    const seconds = here.length > 0 ? await workAt(bench) : await ended(bench)
    if (seconds !== undefined) return seconds
  }
  return undefined
}

/** Whoever builds a piece does not test it. */
const workerAt = ({ staff, crew }: AtWork, { after }: Step): Promise<SiteClient> =>
  staff.as(after.length === 0 ? crew.first : crew.second)

export async function unitsOf(plant: SiteClient, orderId: string): Promise<readonly Unit[]> {
  const { items } = accepted(await plant.listUnits({ orderId }, { limit: '200' }))
  return items
}

async function numbered({ orderId, trade }: AtWork, pieces: Pieces, plant: SiteClient): Promise<number> {
  const { quantity, recipeId } = accepted(await plant.getOrder({ orderId }))
  const lotId = trade.makes[recipeId]?.lotOf(orderId) ?? orderId
  accepted(
    await plant.announceUnits({ orderId }, { lotId, serials: [pieces.serialsOf(orderId, Number(quantity.value))] }),
  )
  return takes.number
}

const isHeld = ({ holds = [] }: Unit): boolean => holds.length > 0

/** Pieces that have come to a step and have not left it. */
const unitsIn = (step: Step, steps: readonly Step[], units: readonly Unit[]): Unit[] =>
  units.filter(({ status, steps: of }) => {
    const left = (stepId: string) => of.find((it) => it.stepId === stepId)?.status
    const isHere = left(step.stepId) === 'waiting' && status !== 'scrapped'
    return isHere && step.after.every((id) => left(id) !== 'waiting' || !steps.some(({ stepId }) => stepId === id))
  })

/** Pieces flow on in transfer batches, and the last of them as they come. */
function mayBegin({ canStart, units, after }: Step, steps: readonly Step[], here: readonly Unit[]): boolean {
  if (!canStart) return false
  const underWay = Number(units?.started ?? 0) - Number(units?.finished ?? 0) - Number(units?.scrapped ?? 0)
  const before = steps.filter(({ stepId }) => after.includes(stepId))
  const most = Math.max(1, ...before.map(({ transferBatch }) => Number(transferBatch?.value ?? 1)))
  const areLast = before.every(({ status }) => status !== 'running')
  return here.length - underWay >= (areLast ? 1 : most)
}

/** Completes a step through which all pieces have gone. */
const ended = async ({ at, plant, step }: Bench): Promise<number | undefined> =>
  step.canComplete === true ? complete(at, plant, step) : undefined

async function workAt(bench: Bench): Promise<number | undefined> {
  const { at, pieces, plant, step, here } = bench
  const under = here.slice(0, inHand(step))
  const ready = under.filter(({ steps }) => lackOf(steps, step).length === 0)
  const open = under.filter((unit) => !ready.includes(unit))
  const enough = Number(step.transferBatch?.value ?? pieces.atOnce())
  if (ready.length > 0 && (ready.length >= enough || open.length === 0)) return passOn(bench, ready)
  const isLine = (id: string) => step.materials.some(({ lineId }) => lineId === id)
  const lacking = (is: (id: string) => boolean) =>
    open.filter(({ steps }) => lackOf(steps, step).some(is)).slice(0, pieces.atOnce())
  const bare = lacking(isLine)
  if (bare.length > 0) return build(at, plant, step, bare)
  const unmeasured = lacking(isMeasuredIn(step))
  if (unmeasured.length > 0) return measure(bench, unmeasured)
  const unseen = lacking(() => true)
  for (const { serial, steps } of unseen)
    for (const checkId of lackOf(steps, step))
      accepted(
        await plant.recordResult({ orderId: at.orderId }, { stepId: step.stepId, checkId, serial, value: 'pass' }),
      )
  return unseen.length > 0 ? takes.inspect * unseen.length : undefined
}

/** How many pieces have begun in a step and not left it. */
const inHand = ({ units }: Step): number =>
  Number(units?.started ?? 0) - Number(units?.finished ?? 0) - Number(units?.scrapped ?? 0)

const lackOf = (steps: Unit['steps'], { stepId }: Step): readonly string[] =>
  steps.find((it) => it.stepId === stepId)?.missing ?? []

/** Pieces at a running step that have their parts and lack a value which a machine measures. */
export function unmeasuredIn(step: Step, steps: readonly Step[], units: readonly Unit[]): readonly Unit[] {
  const inThis = unitsIn(step, steps, units).filter((it) => !isHeld(it))
  return inThis.slice(0, inHand(step)).filter(({ steps: of }) => {
    const lack = lackOf(of, step)
    const isLine = (id: string) => step.materials.some(({ lineId }) => lineId === id)
    return lack.some(isMeasuredIn(step)) && !lack.some(isLine)
  })
}

const isMeasuredIn =
  ({ parameters }: Step) =>
  (id: string): boolean =>
    parameters.some((it) => it.parameterId === id && it.source === 'device')

/** Builds the next free parts into pieces. */
async function build({ orderId }: AtWork, plant: SiteClient, step: Step, bare: readonly Unit[]): Promise<number> {
  const { stepId } = step
  const { items: picks } = accepted(await plant.listPicks({ orderId }))
  const parts = new Map<string, Part[]>()
  for (const { lineId } of step.materials.filter(({ perUnit }) => perUnit !== undefined)) {
    const lots = picks.find((it) => it.stepId === stepId && it.lineId === lineId)?.lots ?? []
    parts.set(
      lineId,
      await freeParts(
        plant,
        lots.map(({ lotId }) => lotId),
        bare.length,
      ),
    )
  }
  const units = bare.flatMap(({ serial, steps }) => {
    const lines = lackOf(steps, step).filter((id) => parts.has(id))
    const components = lines.flatMap((lineId) => {
      const part = parts.get(lineId)?.shift()
      return part === undefined ? [] : { lineId, ...part }
    })
    return components.length < lines.length ? [] : { serial, components }
  })
  // Motors or seals are on their way.
  if (units.length === 0) return takes.lack
  const { units: built } = accepted(await plant.buildUnits({ orderId }, { stepId, units }))
  const [refused] = built.filter((it) => it.status === 'refused')
  if (refused !== undefined) throw new NotDone(refused.violations.map(({ detail }) => detail).join(' '))
  return takes.build * units.length
}

interface Part {
  readonly lotId: string
  readonly sublotId: string
}

async function freeParts(plant: SiteClient, lotIds: readonly string[], count: number): Promise<Part[]> {
  const found: Part[] = []
  for (const lotId of lotIds) {
    if (found.length >= count) break
    const { items } = accepted(await plant.listSublots({ lotId }, { limit: '200' }))
    found.push(...items.filter(isFree).map(({ sublotId }) => ({ lotId, sublotId })))
  }
  return found
}

const isFree = ({ status, holds }: BodyOf<'listSublots'>['items'][number]): boolean =>
  status === 'released' && holds.length === 0

/** The gauge measures pieces, and people wait until the plant knows it. */
async function measure({ at, pieces, plant, step }: Bench, unmeasured: readonly Unit[]): Promise<number> {
  const { orderId } = at
  const serials = unmeasured.map(({ serial }) => serial)
  const gauge = pieces.gaugeAt(step.equipmentId)
  if (gauge === undefined || !(await gauge.measures(serials))) return takes.lack
  const isKnown = ({ steps }: Unit) =>
    lackOf(steps, step).every((id) => step.parameters.every(({ parameterId }) => parameterId !== id))
  await until(
    () => unitsOf(plant, orderId),
    (units) => units.filter(({ serial }) => serials.includes(serial)).every((it) => isKnown(it) || isHeld(it)),
    `A value of ${gauge.equipmentId}`,
  )
  return takes.tighten * serials.length
}

/** Pieces leave a step; the last one makes them, or loses them. */
async function passOn({ at, pieces, plant, step }: Bench, ready: readonly Unit[]): Promise<number> {
  const { orderId, trade } = at
  const { stepId } = step
  const making = Object.values(trade.makes).find((it) => it.stepId === stepId)
  const isMade = ({ where }: Unit) => where.at !== 'announced'
  const unmade = making === undefined ? [] : ready.filter((unit) => !isMade(unit))
  if (making === undefined || unmade.length === 0)
    return complete(
      at,
      plant,
      step,
      ready.map(({ serial }) => serial),
    )
  const lotId = making.lotOf(orderId)
  const good = unmade.filter(({ serial }) => pieces.lostAs(serial) === undefined)
  const [first] = unmade
  const reasonCode = good.length > 0 || first === undefined ? undefined : pieces.lostAs(first.serial)
  const serials = (good.length > 0 ? good : unmade.slice(0, 1)).map(({ serial }) => serial)
  const quantity = { value: String(serials.length), unit: '{each}' }
  const lost = reasonCode !== undefined && ({ use: 'scrap', reasonCode } as const)
  accepted(await plant.produce({ orderId }, { stepId, lotId, quantity, serials, ...lost }))
  return takes.wrap
}
