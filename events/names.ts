/**
 * Lists and names that code compares without parsing. This file has no schemas, because a function that only needs a list would otherwise build all
 * schemas of the file at its start.
 */

/**
 * The accounts of stock that leaves a lot. Received = remaining + the sum of these, exactly. `parted` went into other lots of the site. `adjusted` is
 * what a count found missing, negative if it found more.
 */
export const accounts = ['consumed', 'shipped', 'scrapped', 'sampled', 'parted', 'adjusted'] as const

/** What has become of the batch of an order that ended with output. */
export const batchStatuses = ['awaiting-review', 'awaiting-release', 'released', 'rejected'] as const

/** The order statuses of the API; docs/isa95.md maps them to ISA-95 job orders and B2MML. */
export const orderStatuses = ['created', 'released', 'running', 'held', 'completed', 'closed', 'aborted'] as const

export const deviationStatuses = ['open', 'classified', 'investigated', 'dispositioned', 'closed'] as const

/** PackML states (ISA-TR88.00.02). `unknown`, for a machine that has not reported, is Andon's own. */
export const machineStates = [
  'unknown',
  'stopped',
  'starting',
  'idle',
  'execute',
  'completing',
  'complete',
  'resetting',
  'holding',
  'held',
  'unholding',
  'suspending',
  'suspended',
  'unsuspending',
  'stopping',
  'aborting',
  'aborted',
  'clearing',
] as const
export type MachineState = (typeof machineStates)[number]

/**
 * What a stop of equipment is to the time model of ISO 22400-2: planned down time, setup, down time by a failure that needs a repair, or another delay.
 */
export const stopKinds = ['planned', 'changeover', 'failure', 'unplanned'] as const

/** The subjects of facts, holds and deviations, written `order:258456`. */
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

/** The roles that a person can have. A system of the company, such as the ERP, has a client of its own and not the account of a person. */
export const rolesOfPeople = roles.filter((role) => role !== 'integration')

/** Whoever has one of these signs in with a second factor: quality decides and releases, an administrator changes who may. */
export const rolesWithSecondFactor = ['quality', 'admin'] as const

/** The claims that the site's user pool adds to a token: the person's id in the plant, and the roles that wait for a second factor. */
export const personClaim = 'andon:person'
export const withheldClaim = 'andon:withheld'

/** Work for an order; its time is part of the actual personnel work time (ISO 22400-2, APWT). */
const directActivities = ['production', 'set-up', 'cleaning', 'rework'] as const
/** Time on the clock without an order. */
const indirectActivities = ['maintenance', 'training', 'meeting', 'waiting', 'transport', 'other'] as const
export const activities = [...directActivities, ...indirectActivities] as const
export const isDirect = (name: string): boolean => (directActivities as readonly string[]).includes(name)

/** What stopped a clock that nobody stopped: the end of the shift, or the length that no entry exceeds. */
export const clockStops = ['shift-end', 'longest-entry'] as const

export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

/** The messages that a device may publish on `andon/{site}/{equipmentId}/{message}`. */
export const deviceMessageNames = ['state', 'count', 'sample', 'alarm'] as const

/** What may be wrong with a device. `never-heard`: it is to speak by a gateway, and has not; `trouble`: its gateway says what. */
export const deviceFaults = ['silent', 'never-heard', 'clock-off', 'gateway-silent', 'values-lost', 'trouble'] as const
export type DeviceFault = (typeof deviceFaults)[number]

/** The id of a required qualification, which a recipe gives alone or with a level. */
export const qualificationIdOf = (needed: string | { readonly qualificationId: string }): string =>
  typeof needed === 'string' ? needed : needed.qualificationId

/** What somebody calls for: a hand, material, or a person of a certain trade. `safety` is a danger to people. */
export const callKinds = ['help', 'material', 'maintenance', 'quality', 'supervisor', 'safety'] as const
export type CallKind = (typeof callKinds)[number]

export const callStatuses = ['open', 'answered', 'ended'] as const
export type CallStatus = (typeof callStatuses)[number]

/** A calibration is maintenance that measures, and whose result decides about what was measured before. */
export const maintenanceKinds = ['maintenance', 'calibration'] as const
export type MaintenanceKind = (typeof maintenanceKinds)[number]

/** A work order of maintenance takes its equipment while it is `running`. */
export const maintenanceStatuses = ['open', 'running', 'completed', 'cancelled'] as const
export type MaintenanceStatus = (typeof maintenanceStatuses)[number]

/** `adjusted`: a calibration left the equipment within its tolerance, and other than it was found. */
export const maintenanceResults = ['pass', 'adjusted', 'fail'] as const
export type MaintenanceResult = (typeof maintenanceResults)[number]

/** The type of fact for a refused command, by subject. */
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
