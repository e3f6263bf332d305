import { createContext, use, useMemo } from 'react'
import type { Told } from '../../api/client.ts'
import { useAll, useAsk } from '../../api/plant.tsx'
import { plain } from '../../look/given.ts'
import { isToReach } from '../../look/to-reach.ts'
import { typedAs } from '../../words/typed.ts'
import { compared, isNumber, less } from './exact.ts'

export type Step = Told<'listSteps'>['items'][number]
export type Order = Told<'getOrder'>
export type Line = Step['materials'][number]
export type Parameter = Step['parameters'][number]
export type Check = Step['checks'][number]
export type Pick = Told<'listPicks'>['items'][number]
export type Unit = Told<'listUnits'>['items'][number]
export type Fact = Told<'getAudit'>['items'][number]

/** The step at hand with what its cards need to know of its order. */
export interface Bench {
  readonly orderId: string
  readonly step: Step
  readonly order: Order
  /** What the order makes comes out of this step. */
  readonly isLast: boolean
  readonly picks: readonly Pick[]
  /** What has happened in the step, the oldest first. */
  readonly facts: readonly Fact[]
  /** The units of the order, where its step knows them by their numbers. */
  readonly units: readonly Unit[]
  readonly nameOf: (materialId: string) => string
  readonly nameOfStep: (stepId: string) => string
  /** Takes another step of the order to hand. */
  readonly open: (stepId: string) => void
  /** What people have said of the lines of which is asked how much was used, by line. */
  readonly used: Readonly<Record<string, string>>
  readonly sayUsed: (used: Readonly<Record<string, string>>) => void
  /** Where the one act that comes next has its button. */
  readonly foot: HTMLElement | null
}

const BenchContext = createContext<Bench | undefined>(undefined)
export const BenchProvider = BenchContext.Provider

export function useBench(): Bench {
  const bench = use(BenchContext)
  if (!bench) throw new Error('There is no step around this part of the screen.')
  return bench
}

/** Whether nothing more is produced behind the step: a cleaning makes nothing. */
export const isLastOf = (steps: readonly Step[], { stepId, kind }: Step): boolean =>
  kind === 'production' && !steps.some((it) => it.after.includes(stepId) && leadsToProduct(steps, it))

const leadsToProduct = (steps: readonly Step[], { stepId, kind }: Step): boolean =>
  kind === 'production' || steps.some((it) => it.after.includes(stepId) && leadsToProduct(steps, it))

interface Using {
  readonly step: Step
  readonly used: Bench['used']
}

/** How much was used of a line of which that is asked: all that the batch needs is proposed, and nothing of a part of it. */
export function usedOf({ step, used }: Using, { lineId, quantity, consumed }: Line): string {
  return used[lineId] ?? (step.flow === 'units' ? '' : typedAs(less(quantity.value, consumed ?? '0') ?? ''))
}

/** Whether a line is booked with the quantity that people say. */
export const isAsked = ({ backflush }: Line): boolean => backflush === 'actual'

/** Whether people have said of each such line how much they used. */
export const isUsedSaid = (bench: Using): boolean =>
  bench.step.materials.filter(isAsked).every((line) => isNumber(plain(usedOf(bench, line), { keys: 'decimal' })))

/**
 * The lots and quantities of the lines that are booked by themselves: what is set aside for the order goes first, and where nothing is, the next lot is
 * named. Without a quantity, the whole lot would be booked of a line of which is asked how much was used.
 */
const bookedOf = (bench: Bench) =>
  bench.step.materials.flatMap((line) => {
    const { lineId, backflush, quantity } = line
    if (backflush === undefined) return []
    const lot = bench.picks.find((it) => it.lineId === lineId)?.lots[0]
    const taken = lot && !lot.reserved && { lotId: lot.lotId }
    const used = isAsked(line) && {
      quantity: { value: plain(usedOf(bench, line), { keys: 'decimal' }), unit: quantity.unit },
    }
    return taken || used ? [{ lineId, ...taken, ...used }] : []
  })

export const backflushOf = (bench: Bench) => {
  const booked = bookedOf(bench)
  return booked.length > 0 && { backflush: booked }
}

/** What the step still lacks, besides what the screen tells as it completes: the lots of lines, and how much was used of some. */
export function lackingIn(bench: Bench): NonNullable<Step['lacking']> {
  const named = new Set<string>(bookedOf(bench).map(({ lineId }) => lineId))
  const asked = new Set<string>(bench.step.materials.filter(isAsked).map(({ lineId }) => lineId))
  return (bench.step.lacking ?? []).filter(({ code, variant, params: { lineId } }) => {
    if (typeof lineId !== 'string') return true
    if (code === 'line-incomplete') return !asked.has(lineId)
    return !(code === 'backflush-missing' && variant === 'unnamed' && named.has(lineId))
  })
}

const ofThePerson: readonly string[] = ['person-not-qualified', 'qualification-expired', 'same-person']
const inTheWay: ReadonlySet<string> = new Set([
  'order-wrong-status',
  'order-on-hold',
  'equipment-on-hold',
  'equipment-in-maintenance',
  ...ofThePerson,
])

/** Whether it is nothing that the step lacks: nobody, or not this person, may go on with it. */
export const isInTheWay = ({ code }: { readonly code: string }): boolean => inTheWay.has(code)

/** Whether it is in the way of this person, and not of others. */
export const isOfThePerson = ({ code }: { readonly code: string }): boolean => ofThePerson.includes(code)

/** The lines of a weighing that is over of which a container was rejected since: they are weighed anew. */
export function reopenedLines(order: Order, stepId: string): readonly string[] {
  const progress = 'steps' in order ? order.steps[stepId] : undefined
  return (progress?.status === 'completed' && progress.dispensed?.reopened) || []
}

/** The lines of which too little was weighed for the containers that go into this step. */
export const tooLittleOf = ({ lacking = [], materials }: Step): readonly string[] =>
  lacking.flatMap(({ code, params: { lineId } }) =>
    code === 'line-incomplete' && typeof lineId === 'string' && !materials.some((it) => it.lineId === lineId)
      ? [lineId]
      : [],
  )

/** The names of materials, by id. */
export function useNamesOfMaterials(): (materialId: string) => string {
  const materials = useAll(['material', 'list'], (plant, page) => plant.listMaterials(page))
  return useMemo(() => {
    const names = new Map<string, string>(materials.data?.items.map(({ materialId, name }) => [materialId, name]))
    return (materialId) => names.get(materialId) ?? materialId
  }, [materials.data])
}

export const useUnits = (orderId: string, isAsked: boolean): readonly Unit[] => {
  // Orders of a few hundred units fit a page; the rest is asked for by scan.
  const units = useAsk(['order', orderId, 'units'], (plant) => plant.listUnits({ orderId }, { limit: '200' }), {
    when: isAsked,
  })
  return units.data?.items ?? []
}

/** What there is to do in a step, one after the other: each has a card when it is at hand, and a line otherwise. */
export type Item = { readonly key: string; readonly isDone: boolean; readonly isOutside?: boolean } & (
  | { readonly kind: 'charge' | 'units' | 'make' }
  | { readonly kind: 'weigh' | 'take'; readonly line: Line }
  | { readonly kind: 'value'; readonly parameter: Parameter }
  | { readonly kind: 'check'; readonly check: Check }
  | { readonly kind: 'sign'; readonly signature: Step['signatures'][number] }
)

export const perUnit = (step: Step, it: Parameter | Check): boolean =>
  (it.per ?? (step.flow === 'units' ? 'unit' : 'step')) === 'unit'

export type UnitState = 'ready' | 'open' | 'bad' | 'held' | 'gone' | 'coming'

/** How a unit stands in this step, for the eye: the plant judges. */
export function stateOf(unit: Unit, step: Step): UnitState {
  const here = unit.steps.find(({ stepId }) => stepId === step.stepId)
  if (here?.status !== 'waiting') return 'gone'
  if ((unit.holds ?? []).length > 0) return 'held'
  const before = unit.steps.filter(({ stepId }) => step.after.includes(stepId))
  if (before.some(({ status }) => status === 'waiting')) return 'coming'
  if (here.outOfLimits.length > 0) return 'bad'
  return here.missing.length > 0 ? 'open' : 'ready'
}

/** What is ready in the step and no product yet. */
export const toMake = (units: readonly Unit[], step: Step): readonly Unit[] =>
  units.filter(
    (unit) => (unit.status === 'announced' || unit.status === 'in-repair') && stateOf(unit, step) === 'ready',
  )

export function itemsOf({ step, order, isLast, units }: Around): readonly Item[] {
  const { materials, parameters, checks, charging, flow, results = {}, signed = {}, lacking = [] } = step
  const byHand = materials.filter(
    ({ use: of, backflush, perUnit: per }) => of === 'consumed' && backflush === undefined && per === undefined,
  )
  const isReached = ({ consumed, least }: Line) => (compared(consumed ?? '0', least) ?? -1) >= 0
  // A weighed line is done when a second person has verified its containers, if the recipe asks for that.
  const waitsForSecond = new Set(
    lacking.flatMap(({ code, params }) => (code === 'container-not-verified' ? [params.lineId] : [])),
  )
  const produced = 'produced' in order ? Object.keys(order.produced).length : 0
  const here = units.filter(({ steps }) => steps.some((it) => it.stepId === step.stepId))
  return [
    ...(charging
      ? [
          {
            kind: 'charge' as const,
            key: 'charge',
            isDone: charging.missing.length === 0 && tooLittleOf(step).length === 0,
          },
        ]
      : []),
    ...byHand.map((line) => ({
      kind: line.weighing ? ('weigh' as const) : ('take' as const),
      key: `line ${line.lineId}`,
      line,
      isDone: isReached(line) && !waitsForSecond.has(line.lineId),
    })),
    ...parameters
      .filter((it) => !perUnit(step, it))
      .map((parameter) => ({
        kind: 'value' as const,
        key: `value ${parameter.parameterId}`,
        parameter,
        // What is to be reached stays in sight until it is.
        isDone: isToReach(step, parameter)
          ? results[parameter.parameterId] === true
          : results[parameter.parameterId] !== undefined,
        isOutside: results[parameter.parameterId] === false && !isToReach(step, parameter),
      })),
    ...checks
      .filter((it) => !perUnit(step, it))
      .map((check) => ({
        kind: 'check' as const,
        key: `check ${check.checkId}`,
        check,
        isDone: results[check.checkId] !== undefined,
        isOutside: results[check.checkId] === false,
      })),
    ...(flow === 'units'
      ? [
          {
            kind: 'units' as const,
            key: 'units',
            isDone:
              here.length > 0 &&
              here.every(({ steps }) => steps.find((it) => it.stepId === step.stepId)?.status !== 'waiting'),
          },
        ]
      : []),
    ...(isLast ? [{ kind: 'make' as const, key: 'make', isDone: produced > 0 }] : []),
    ...step.signatures.map((signature) => ({
      kind: 'sign' as const,
      key: `sign ${signature.meaning} ${signature.role}`,
      signature,
      isDone: Object.hasOwn(signed, signature.meaning),
    })),
  ]
}
type Around = { readonly step: Step; readonly order: Order; readonly isLast: boolean; readonly units: readonly Unit[] }
