/**
 * Lists and names of the language that code compares without parsing anything. No schema stands here: a function that only writes or
 * carries on would else build at its start every schema of the file that it takes a list from.
 */

/**
 * Where material goes that leaves the stock of a lot. All that a lot ever received is what remains of it and what stands in these, exactly;
 * `parted` went into other lots of the site, `adjusted` is what a count did not find, and below zero what it found besides.
 */
export const accounts = ['consumed', 'shipped', 'scrapped', 'sampled', 'parted', 'adjusted'] as const

/** Public states of an order; docs/isa95.md maps them to the states of an ISA-95 job order and of B2MML. */
export const orderStatuses = ['created', 'released', 'running', 'held', 'completed', 'closed', 'aborted'] as const

export const deviationStatuses = ['open', 'classified', 'investigated', 'dispositioned', 'closed'] as const

/** What a fact, a hold or a deviation is about, written `order:258456`. */
export const subjectTypes = [
  'order',
  'lot',
  'sublot',
  'unit',
  'equipment',
  'class',
  'material',
  'person',
  'recipe',
  'deviation',
  'hold',
  'container',
] as const

export const roles = [
  'viewer',
  'operator',
  'supervisor',
  'quality',
  'engineer',
  'planner',
  'integration',
  'admin',
] as const

/** Work for an order; its time is part of the actual personnel work time (ISO 22400-2, APWT). */
const directActivities = ['production', 'set-up', 'cleaning', 'rework'] as const
/** Time on the clock that no order has to bear. */
const indirectActivities = ['maintenance', 'training', 'meeting', 'waiting', 'transport', 'other'] as const
export const activities = [...directActivities, ...indirectActivities] as const
export const isDirect = (name: string): boolean => (directActivities as readonly string[]).includes(name)

export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

/** What a device may publish on `andon/{site}/{equipmentId}/{message}`. */
export const deviceMessageNames = ['state', 'count', 'sample', 'alarm'] as const

/** A recipe names a needed qualification by its id alone, or with a level beside it. */
export const qualificationIdOf = (needed: string | { readonly qualificationId: string }): string =>
  typeof needed === 'string' ? needed : needed.qualificationId

/** The fact that a refused command leaves on the record of its subject. */
export const refusedFact = {
  order: 'andon.order.command-refused.v1',
  lot: 'andon.lot.command-refused.v1',
  sublot: 'andon.sublot.command-refused.v1',
  unit: 'andon.unit.command-refused.v1',
  equipment: 'andon.equipment.command-refused.v1',
  class: 'andon.class.command-refused.v1',
  material: 'andon.material.command-refused.v1',
  person: 'andon.person.command-refused.v1',
  recipe: 'andon.recipe.command-refused.v1',
  hold: 'andon.hold.command-refused.v1',
  deviation: 'andon.deviation.command-refused.v1',
  container: 'andon.container.command-refused.v1',
} as const
