import fc from 'fast-check'
import type { StepDuration } from '../../events/calendar.ts'
import { type EquipmentDefinition, equipmentDefinition } from '../../events/recipe.ts'
import type { Equipment } from '../../shared/domain/master-data.ts'
import { decimalOf } from '../../shared/domain/quantity.ts'
import type { OpenOrder, OpenStep } from '../../shared/domain/schedule/open-order.ts'
import type { PlantNow } from '../../shared/domain/schedule/plant-time.ts'
import { dec, later, noon } from './given.ts'

export const minutes = (count: number): StepDuration['fixed'] => ({ value: decimalOf(count), unit: 'min' })

export const equipment = (equipmentId: string, more: Partial<EquipmentDefinition> | object = {}): Equipment => ({
  ...equipmentDefinition.parse({ name: equipmentId, level: 'work-unit', ...more }),
  equipmentId: equipmentId as Equipment['equipmentId'],
})

export const step = (stepId: string, more: Partial<OpenStep> | object = {}): OpenStep => ({
  stepId: stepId as OpenStep['stepId'],
  after: [],
  capabilities: [],
  qualifications: [],
  progress: 'waiting',
  ...more,
})

export const lasting = (count: number, more: Partial<StepDuration> = {}): StepDuration => ({
  fixed: minutes(count),
  spansBreaks: false,
  ...more,
})

export const anOrder = (orderId: string, more: Partial<OpenOrder> = {}): OpenOrder => ({
  orderId,
  quantity: { value: dec('100'), unit: 'kg' },
  family: 'SYRUP',
  held: false,
  steps: [step('mix', { workCenter: 'MIXING', duration: lasting(60) })],
  ...more,
})

export const aFloor = (more: Partial<PlantNow> = {}): PlantNow => ({
  at: noon,
  timeZone: 'UTC',
  orders: [],
  equipment: [equipment('MIXING', { level: 'work-center' })],
  units: {},
  people: [],
  ...more,
})

/** In seconds. */
const minute = 60
const families = ['A', 'B', 'C'] as const
const abilities = ['mix', 'fill'] as const
const everyDay = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

const calendar = fc.constantFrom(
  undefined,
  { shifts: [{ days: everyDay, from: '06:00', to: '14:00' }] },
  { shifts: [{ days: everyDay, from: '22:00', to: '06:00' }] },
  {
    shifts: [
      { days: everyDay, from: '08:00', to: '12:00' },
      { days: everyDay, from: '12:30', to: '17:00' },
    ],
  },
)
const maintenance = fc.array(
  fc.tuple(fc.integer({ min: -600, max: 3000 }), fc.integer({ min: 1, max: 600 })).map(([from, length]) => ({
    from: later(from * minute),
    to: later((from + length) * minute),
    reason: 'Filter change',
  })),
  { maxLength: 2 },
)
const setUps = fc.array(
  fc.record(
    {
      from: fc.constantFrom(...families),
      to: fc.constantFrom(...families),
      duration: fc.integer({ min: 1, max: 90 }).map((count) => ({ value: decimalOf(count), unit: 'min' })),
    },
    { requiredKeys: ['duration'] },
  ),
  { maxLength: 4 },
)
/** A closed period on the day of noon or soon after it. */
const days = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 1 }))
    .map(([first, further]) => ({ from: dateIn(first), to: dateIn(first + further), name: `Closed ${first}` })),
  { maxLength: 1 },
)
const dateIn = (count: number): string => later(count * 24 * 60 * minute).slice(0, 'yyyy-mm-dd'.length)
const regularMaintenance = fc.constantFrom(
  [],
  [],
  [{ days: ['sunday', 'tuesday'], from: '22:00', to: '02:00', reason: 'Cleaning' }],
)
const working = fc
  .record({ calendar, maintenance, setUps, days, regularMaintenance })
  .map(({ calendar: found, ...rest }) => ({ ...rest, ...(found && { calendar: found }) }))

/** Two work centers with two units each, and a work center that is its own unit; some of them on hold. */
const plants = fc.tuple(working, working, working, working, working).map((each) => {
  const [mixing, mixer, filling, filler, oven] = each
  return [
    equipment('MIXING', { level: 'work-center', ...mixing }),
    equipment('MIXER-1', { parentId: 'MIXING', equipmentClass: 'mixer', ...mixer }),
    equipment('MIXER-2', { parentId: 'MIXING', equipmentClass: 'mixer' }),
    equipment('FILLING', { level: 'work-center', ...filling }),
    equipment('FILLER-1', { parentId: 'FILLING', equipmentClass: 'filler' }),
    equipment('FILLER-2', { parentId: 'FILLING', equipmentClass: 'filler', ...filler }),
    equipment('OVEN', { level: 'work-center', ...oven }),
  ]
})

const people = fc
  .array(
    fc.record({
      able: fc.subarray([...abilities]),
      until: fc.option(fc.integer({ min: 60, max: 5000 }), { nil: undefined }),
    }),
    { maxLength: 4 },
  )
  .map((all) =>
    all.map(({ able, until }, index) => ({
      personId: `P-${index}`,
      qualifications: able.map((qualificationId) => ({
        qualificationId,
        ...(until !== undefined && { validUntil: later(until * minute) }),
      })),
    })),
  )

const place = fc.constantFrom(
  { workCenter: 'MIXING' },
  { workCenter: 'MIXER-2' },
  { workCenter: 'FILLING' },
  { equipmentClass: 'mixer' },
  { workCenter: 'OVEN' },
  { workCenter: 'NOWHERE' },
  {},
)
const duration = fc.option(
  fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 300 }).map((count) => lasting(count)) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 900 }).map((count) => lasting(count, { spansBreaks: true })) },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 1, max: 90 }).map(
        (count): StepDuration => ({
          perQuantity: { time: { value: decimalOf(count), unit: 's' }, per: { value: dec('7'), unit: 'kg' } },
          spansBreaks: false,
        }),
      ),
    },
  ),
  { nil: undefined, freq: 8 },
)
const steps = fc
  .array(
    fc.record({
      place,
      duration,
      qualifications: fc.subarray([...abilities]),
      after: fc.array(fc.nat(), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) =>
    all.map(({ place: where, duration: time, qualifications, after }, index) =>
      step(`s${index}`, {
        ...where,
        ...(time && { duration: time }),
        qualifications: qualifications.length === 2 ? [] : qualifications,
        after: index === 0 ? [] : [...new Set(after.map((number) => `s${number % index}`))],
      }),
    ),
  )

const orders = fc
  .array(
    fc.record({
      priority: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      due: fc.option(fc.integer({ min: -60, max: 4000 }), { nil: undefined }),
      family: fc.constantFrom(...families),
      kilograms: fc.integer({ min: 1, max: 500 }),
      held: fc.nat({ max: 19 }).map((number) => number === 0),
      started: fc.option(fc.integer({ min: 0, max: 600 }), { nil: undefined, freq: 2 }),
      steps,
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((all) => {
    const busy = new Set<string>()
    return all.map(({ priority, due, kilograms, held, started, ...order }, index): OpenOrder => {
      const [first, ...rest] = order.steps
      const unit = first && unitOf(first)
      const begins = first && started !== undefined && !(unit && busy.has(unit))
      if (begins && unit) busy.add(unit)
      const progress = { startedAt: later(-(started ?? 0) * minute), ...(unit && { equipmentId: unit }) }
      return {
        orderId: `O-${index}`,
        ...(priority !== undefined && { priority }),
        ...(due !== undefined && { dueAt: later(due * minute) }),
        family: order.family,
        quantity: { value: decimalOf(kilograms), unit: 'kg' },
        held,
        steps: begins ? [{ ...first, progress }, ...rest] : order.steps,
      }
    })
  })

const unitOf = ({ workCenter, equipmentClass }: OpenStep): string | undefined =>
  equipmentClass !== undefined
    ? 'MIXER-1'
    : ({ MIXING: 'MIXER-1', 'MIXER-2': 'MIXER-2', FILLING: 'FILLER-1', OVEN: 'OVEN' } as Record<string, string>)[
        workCenter ?? ''
      ]

export const randomFloor: fc.Arbitrary<PlantNow> = fc
  .record({
    timeZone: fc.constantFrom('UTC', 'Europe/Paris', 'America/New_York'),
    equipment: plants,
    people,
    orders,
    heldUnit: fc.constantFrom(undefined, undefined, undefined, 'OVEN', 'MIXER-1'),
    family: fc.constantFrom(undefined, ...families),
  })
  .map(({ heldUnit, family, ...rest }) => ({
    at: noon,
    ...rest,
    units: Object.fromEntries(
      rest.equipment.map(({ equipmentId }) => [
        equipmentId,
        { held: equipmentId === heldUnit, ...(family !== undefined && { family }) },
      ]),
    ),
  }))
