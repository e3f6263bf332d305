import { type DeviceMessage, type DeviceMessageName, deviceMessages } from '../../../events/device.ts'
import { identifier } from '../../../events/identifiers.ts'
import { type MachineState, machineStates } from '../../../events/names.ts'
import type { MappedMetric, SparkplugMapping } from '../../../events/sparkplug.ts'
import type { KnownOfDevice } from '../../domain/equipment/edge-node.ts'
import { packMlModes, packMlStates } from './packml.ts'
import type { Value } from './payload.ts'
import type { Resolved } from './resolve.ts'
import type { Told } from './turn.ts'

/** The messages of Andon that a message of an edge node comes to, for one equipment. */
export interface Translated {
  readonly known: KnownOfDevice
  readonly messages: readonly DeviceMessage[]
  /** What could not be used, each with its reason. */
  readonly unused: readonly string[]
}

/** The most samples of one message, and alarms of one payload. */
const mostSamples = 1000
const mostAlarms = 16

/**
 * What a message says of the equipment that has this mapping. It depends on the message and on what is known, so the same message comes to the same
 * messages.
 */
export function translated(known: KnownOfDevice, { metrics: mapping }: SparkplugMapping, told: Told): Translated {
  if (told.tells === 'stale') return stale(known, told.at)
  const by = Map.groupBy(mapping, ({ metric }) => metric)
  const mapped = told.metrics.flatMap((metric) =>
    (by.get(metric.name) ?? []).map((as): Mapped => ({ ...metric, as, isHistorical: metric.isHistorical })),
  )
  const draft: Draft = { known: told.isBirth ? atBirth(known) : known, told, messages: [], unused: [] }
  const usable = mapped.filter(({ name, value }) => {
    if (value.as === 'unusable') draft.unused.push(`${name} is of the type ${value.what}, which Andon cannot use.`)
    return value.as !== 'unusable'
  })
  addStates(draft, usable)
  addCounts(
    draft,
    usable,
    mapping.some(({ as }) => as === 'reject'),
  )
  addSamples(draft, usable)
  addAlarms(draft, usable)
  return draft
}

interface Mapped extends Resolved {
  readonly as: MappedMetric
}

type Data = Extract<Told, { tells: 'metrics' }>

interface Draft {
  known: KnownOfDevice
  readonly told: Data
  readonly messages: DeviceMessage[]
  readonly unused: string[]
}

/** A birth says every value anew. When a state was told, and which alarms, is no value of the machine. */
const atBirth = ({ stateAt, alarms }: KnownOfDevice): KnownOfDevice => ({
  ...(stateAt !== undefined && { stateAt }),
  ...(alarms && { alarms }),
})

function stale(known: KnownOfDevice, died: number): Translated {
  const at = Math.max(died, known.stateAt ?? 0)
  const message = { sequence: sequenceOf(at, 0), occurredAt: instant(at), state: 'unknown', reason: 'Sparkplug death' }
  return { known: { ...atBirth(known), stateAt: at }, ...checked('state', message) }
}

/** States change at their own times; reason and mode come with them, or change alone. */
function addStates(draft: Draft, mapped: readonly Mapped[]): void {
  const of = (kind: 'state' | 'reason' | 'mode') => inTime(mapped.filter(({ as }) => as.as === kind))
  const [states, reasons, modes] = [of('state'), of('reason'), of('mode')]
  const alone = states.some(isLive) ? [] : [...reasons, ...modes].filter(isLive).slice(-1)
  const [reason, mode] = [reasons.findLast(isLive), modes.findLast(isLive)]
  if (reason) draft.known = keeping(draft.known, 'reason', textOf(reason.value))
  if (mode) draft.known = keeping(draft.known, 'mode', modeIn(draft, mode))
  for (const it of states.filter(({ isHistorical }) => isHistorical)) {
    const then = reasons.find(({ isHistorical, at }) => isHistorical && at === it.at)
    addState(draft, it.at, stateIn(it), { reason: then && textOf(then.value) })
  }
  for (const it of states.filter(isLive)) {
    const at = liveTime(draft, it.at)
    draft.known = { ...keeping(draft.known, 'state', stateIn(it)), stateAt: Math.max(at, draft.known.stateAt ?? 0) }
    addState(draft, at, stateIn(it), draft.known)
  }
  for (const { at } of alone) {
    const { state } = draft.known
    if (state === undefined) return
    draft.known = { ...draft.known, stateAt: Math.max(at, draft.known.stateAt ?? 0) }
    addState(draft, at, state, draft.known)
  }
}

/** A birth repeats a state of long ago as the present one, which is true from the birth on if the device was thought dead meanwhile. */
const liveTime = ({ known: { stateAt }, told }: Draft, at: number): number =>
  told.isBirth && stateAt !== undefined && at <= stateAt ? Math.max(at, told.at) : at

function addState(
  draft: Draft,
  at: number,
  state: string,
  { reason, mode }: { readonly reason?: string | undefined; readonly mode?: string | undefined },
): void {
  const unread = state.startsWith(unreadState)
  const why = unread ? state : reason
  if (unread) draft.unused.push(`${state}.`)
  add(draft, 'state', {
    sequence: sequenceOf(draft.told.at, draft.told.seq),
    occurredAt: instant(at),
    state: unread ? 'unknown' : state,
    ...(why && { reason: why.slice(0, 200) }),
    ...(mode && { mode }),
  })
}

const unreadState = 'No state of PackML is known for '

/** The PackML state of a value, or why there is none: what nobody can read is unknown, and not the state before. */
function stateIn({ as, value }: Mapped): MachineState | string {
  const said = textOf(value)
  if (said === undefined) return 'unknown'
  const states = as.as === 'state' ? as.states : undefined
  const named = states && Object.hasOwn(states, said) ? states[said] : undefined
  const lower = said.toLowerCase()
  return (
    named ?? packMlStates.get(said) ?? machineStates.find((it) => it === lower) ?? `${unreadState}${said.slice(0, 64)}`
  )
}

/** The mode by its PackML name. Another name has to be one that the definition of the equipment can have. */
function modeIn({ unused }: Draft, { name, value }: Mapped): string | undefined {
  const said = textOf(value)
  if (said === undefined) return undefined
  const mode = packMlModes.get(said) ?? said.toLowerCase()
  if (identifier.safeParse(mode).success) return mode
  unused.push(`${name} is no name of a mode: ${said.slice(0, 64)}.`)
  return undefined
}

function addCounts(draft: Draft, mapped: readonly Mapped[], hasReject: boolean): void {
  const counts = inTime(mapped.filter(({ as }) => as.as === 'good' || as.as === 'reject'))
  const live = counts.filter(isLive)
  for (const { as, value } of live) draft.known = keeping(draft.known, as.as as 'good' | 'reject', textOf(value))
  const { good, reject = hasReject ? undefined : '0' } = draft.known
  const newest = live.at(-1)
  if (newest && good !== undefined && reject !== undefined) addCount(draft, newest.at, good, reject)
  for (const [at, then] of Map.groupBy(
    counts.filter(({ isHistorical }) => isHistorical),
    ({ at }) => at,
  )) {
    const of = (kind: 'good' | 'reject') => then.findLast(({ as }) => as.as === kind)
    const [thenGood, thenReject] = [of('good'), of('reject')]
    const rejected = thenReject ? textOf(thenReject.value) : hasReject ? undefined : '0'
    const made = thenGood && textOf(thenGood.value)
    if (made !== undefined && rejected !== undefined) addCount(draft, at, made, rejected)
    else draft.unused.push(`The counts of ${instant(at)} are not whole: good and reject come together in the past.`)
  }
}

const addCount = (draft: Draft, at: number, good: string, reject: string): void =>
  add(draft, 'count', { sequence: sequenceOf(draft.told.at, draft.told.seq), occurredAt: instant(at), good, reject })

/** A value that no decimal can say is kept as it was sent, and counts as outside its limits. */
function addSamples(draft: Draft, mapped: readonly Mapped[]): void {
  const samples = mapped.flatMap(({ as, value, at }) => {
    const text = value.as === 'boolean' ? String(Number(value.is)) : textOf(value)
    if (as.as !== 'parameter' || text === undefined) return []
    return [{ parameterId: as.parameterId, value: text, ...(as.unit && { unit: as.unit }), occurredAt: instant(at) }]
  })
  // Two values of one instant are one sample: the later one in the payload.
  const distinct = [...new Map(samples.map((it) => [`${it.parameterId} ${it.occurredAt}`, it])).values()]
  for (let from = 0; from < distinct.length; from += mostSamples)
    add(draft, 'sample', {
      sequence: sequenceOf(draft.told.at, draft.told.seq),
      samples: distinct.slice(from, from + mostSamples),
    })
}

/** An alarm is raised when its metric begins to say so: true, a number other than 0, or a text. */
function addAlarms(draft: Draft, mapped: readonly Mapped[]): void {
  const raised = inTime(mapped.filter(({ as }) => as.as === 'alarm')).filter((it) => {
    const said = alarmIn(it)
    if (it.isHistorical) return said !== undefined
    const known = new Map(draft.known.alarms)
    const isNew = said !== undefined && known.get(it.name) !== said
    if (said === undefined) known.delete(it.name)
    else known.set(it.name, said)
    draft.known = { ...draft.known, alarms: [...known] }
    return isNew
  })
  for (const [index, it] of raised.slice(0, mostAlarms).entries()) {
    const said = alarmIn(it) ?? ''
    add(draft, 'alarm', {
      sequence: sequenceOf(draft.told.at, draft.told.seq, index),
      occurredAt: instant(it.at),
      code: (it.value.as === 'boolean' ? it.name : said).slice(-64),
      ...(it.value.as !== 'boolean' && { text: `${it.name}: ${said}`.slice(0, 500) }),
    })
  }
  if (raised.length > mostAlarms)
    draft.unused.push(`${raised.length} alarms came in one message; ${mostAlarms} of them are kept.`)
}

function alarmIn({ value }: Mapped): string | undefined {
  const text = textOf(value)
  return text === undefined || text === '' || text === '0' || text === 'false' ? undefined : text
}

function add(draft: Draft, name: DeviceMessageName, content: object): void {
  const { messages, unused } = checked(name, content)
  draft.messages.push(...messages)
  draft.unused.push(...unused)
}

/** A message by the contract of Andon's own devices, which an edge node cannot break either. */
function checked(name: DeviceMessageName, content: object): Pick<Translated, 'messages' | 'unused'> {
  const parsed = deviceMessages[name].safeParse(content)
  if (parsed.success) return { messages: [{ name, ...parsed.data } as DeviceMessage], unused: [] }
  const fields = parsed.error.issues.map(({ path }) => path.join('.')).join(', ')
  return { messages: [], unused: [`The ${name} of the machine cannot be used: ${fields} is not as it has to be.`] }
}

function keeping<Field extends keyof KnownOfDevice>(
  known: KnownOfDevice,
  field: Field,
  value: KnownOfDevice[Field] | undefined,
): KnownOfDevice {
  const { [field]: _, ...rest } = known
  return (value === undefined ? rest : { ...rest, [field]: value }) as KnownOfDevice
}

const inTime = (metrics: readonly Mapped[]): Mapped[] => metrics.toSorted((one, other) => one.at - other.at)
const isLive = ({ isHistorical }: Mapped): boolean => !isHistorical

/** Undefined for what has no value at the moment. */
function textOf(value: Value): string | undefined {
  if (value.as === 'boolean') return String(value.is)
  return 'text' in value ? value.text : undefined
}

const instant = (at: number): string => new Date(at).toISOString()

/** The year 2020: from then on, 2^53 numbers last for 69 years. */
const sequencesFrom = Date.UTC(2020, 0, 1)

/**
 * A sequence that rises with the messages of a node and is the same when a message comes again: its time, then its number of 0 to 255, then one of 16
 * places in the message. 256 * 16 * 2.2e12 ms = 2^53.
 */
export const sequenceOf = (at: number, seq: number, place = 0): number =>
  Math.min(Math.max(0, at - sequencesFrom) * 4096 + seq * 16 + place, Number.MAX_SAFE_INTEGER)
