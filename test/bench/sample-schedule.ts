import type { Weekday } from '../../events/calendar.ts'
import { equipmentDefinition, type RecipeDraft, recipeDraft } from '../../events/recipe.ts'
import type { Equipment } from '../../shared/domain/master-data.ts'
import type { PlantNow } from '../../shared/domain/schedule/plant-time.ts'
import { dec } from '../support/given.ts'

/** A site of 40 work centers with the orders of some weeks. It is always the same: nothing in it is random. */

const workCenters = 40
const families = ['GEL', 'SYRUP', 'CREAM', 'TABLET'] as const
const qualifications = ['weighing', 'mixing', 'filling', 'packing'] as const
const workdays: Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday']
const hours = (value: number) => ({ value: String(value), unit: 'h' }) as const
const minutes = (value: number) => ({ value: String(value), unit: 'min' }) as const
const twoDigits = (number: number) => String(number).padStart(2, '0')
const later = (at: string, count: number): string => new Date(Date.parse(at) + count * 3_600_000).toISOString()

const workCenterId = (number: number): string => `WC-${twoDigits((number % workCenters) + 1)}`
export const aWorkCenter = workCenterId(0)

/** Each work center has two units, set-ups, a maintenance and two shifts; every fifth works around the clock. */
export const equipmentAt = (at: string): Equipment[] =>
  Array.from({ length: workCenters }, (_, number) => {
    const id = workCenterId(number)
    const shifts = [
      { days: workdays, from: '06:00', to: '14:00' },
      { days: workdays, from: '14:00', to: '22:00' },
    ]
    const center = {
      level: 'work-center',
      maintenance: [{ from: later(at, 24 + number), to: later(at, 28 + number), reason: 'Calibration' }],
      setUps: [
        { duration: minutes(20 + (number % 4) * 5) },
        { from: families[number % 4], to: families[(number + 1) % 4], duration: hours(1) },
      ],
      ...(number % 5 > 0 && { calendar: { shifts } }),
    }
    const units = ['A', 'B'].map((letter) => equipment(`${id}-${letter}`, { level: 'work-unit', parentId: id }))
    return [equipment(id, center), ...units]
  }).flat()

const equipment = (id: string, definition: object): Equipment => ({
  ...equipmentDefinition.parse({ name: id, ...definition }),
  equipmentId: id as Equipment['equipmentId'],
})

export const people: PlantNow['people'] = Array.from({ length: 80 }, (_, number) => ({
  personId: `P-${twoDigits(number + 1)}`,
  qualifications: qualifications
    .filter((_qualification, index) => (number + index) % 2 === 0)
    .map((qualificationId) => ({ qualificationId })),
}))

interface Routing {
  /** The id of the recipe and of its product. */
  readonly id: string
  readonly family: string
  readonly recipe: RecipeDraft
}

/** Ten routings of five steps, each over five of the work centers. */
export const routings: readonly Routing[] = Array.from({ length: 10 }, (_, routing) => {
  const id = `PRODUCT-${twoDigits(routing + 1)}`
  const kg = (value: string) => ({ value: dec(value), unit: 'kg' })
  const steps = ['weigh', 'mix', 'fill', 'check', 'pack'].map((stepId, index, all) => ({
    stepId,
    name: stepId,
    after: index === 0 ? [] : [all[index - 1]],
    workCenter: workCenterId(routing * 4 + index * 7),
    qualifications: index === 3 ? [] : [qualifications[index % 4]],
    duration: {
      fixed: minutes(15),
      perQuantity: { time: minutes(1 + ((routing + index) % 3)), per: kg('10') },
      spansBreaks: index === 2,
    },
  }))
  const batchSize = { min: kg('1'), nominal: kg('100'), max: kg('1000') }
  return { id, family: families[routing % 4] ?? '', recipe: recipeDraft.parse({ product: id, batchSize, steps }) }
})

/** An order as an ERP asks for it: due within three weeks, the first ones too soon. */
export const orderNumber = (number: number, at: string) => ({
  orderId: `ORDER-${100_000 + number}`,
  recipeId: routings[number % routings.length]?.id ?? '',
  product: routings[number % routings.length]?.id ?? '',
  quantity: { value: dec(String(100 + ((number * 37) % 400))), unit: 'kg' } as const,
  priority: 1 + ((number * 7) % 5),
  dueAt: later(at, 4 + ((number * 13) % 500)),
})

export const floorOf = (orders: number, at: string): PlantNow => ({
  at,
  timeZone: 'Europe/Paris',
  equipment: equipmentAt(at),
  units: {},
  people,
  orders: Array.from({ length: orders }, (_, number) => {
    const { recipeId, product: _product, ...order } = orderNumber(number, at)
    const { family = '', recipe } = routings.find(({ id }) => id === recipeId) ?? {}
    const steps = recipe?.steps.map((step) => ({ ...step, progress: 'waiting' as const })) ?? []
    return { ...order, family, held: false, steps }
  }),
})
