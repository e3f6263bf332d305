import type { EquipmentId } from '../../../events/identifiers.ts'
import {
  type EdgeBirth,
  type EdgeNode,
  edgeNodeKey,
  newSession,
  nodeItself,
  own,
} from '../../domain/equipment/edge-node.ts'
import { carriedOn } from '../../usecases/commit/carried-on.ts'
import { ref, type Store, type Stored } from '../../usecases/commit/store.ts'
import { isTelemetry, keepTelemetry, processDeviceMessage } from '../../usecases/equipment/devices.ts'
import { type Heard, NotNow } from '../../usecases/equipment/heard.ts'
import type { Kept } from '../../usecases/equipment/trends.ts'
import { envelopeOf, type FromNode, type NodeName, wakeOf } from './message.ts'
import { type Behind, hearNode, type NodeHeard } from './node.ts'
import { reorderMs } from './order.ts'

/** What the messages of edge nodes need beside the store. */
export interface Surroundings extends Pick<Heard, 'site' | 'timeZone' | 'shifts' | 'clock' | 'clockTolerance'> {
  /** Asks an edge node for its births. */
  readonly askForRebirth: (node: NodeName) => Promise<void>
  /** Brings {@link wakeOf} a node into its lane, after this many milliseconds. */
  readonly wakeAfter: (milliseconds: number, wake: string) => Promise<void>
  /** Puts a message aside for ever, with its reason. */
  readonly refuse: (body: string, reason: string) => Promise<void>
}

/**
 * Takes messages of one edge node in the order of its lane. Its session is kept when all that they come to is kept: a message that fails comes again
 * with all after it, and comes to the same.
 * @returns how many of them were taken; the others failed
 */
export async function takeFromNode(
  site: Store,
  messages: readonly FromNode[],
  around: Surroundings,
): Promise<{ readonly taken: number; readonly error?: unknown }> {
  const node = messages[0]?.node
  if (!node) return { taken: 0 }
  const store = carriedOn(site)
  const known = await knownOf(store, node, messages)
  if (!known) {
    await refuseStrangers(node, messages, around)
    return { taken: messages.length }
  }
  const heard = hearAll(known, messages)
  const { taken, error } = await processAll(store, messages, heard, around)
  const last = heard[taken - 1]
  if (last) await keep(store, node, known, last)
  return { taken, ...(error !== undefined && { error }) }
}

interface Basis {
  readonly session: Stored<NodeHeard['session']> | undefined
  readonly births: ReadonlyMap<string, Stored<EdgeBirth>>
  readonly behind: ReadonlyMap<string, Behind>
}

/** The session of a node with the births and the equipment that its messages can be about; undefined if no equipment has its name. */
async function knownOf(store: Store, node: NodeName, messages: readonly FromNode[]): Promise<Basis | undefined> {
  const { found, session } = await store.load({ found: ref.edgeNode(node), session: ref.edgeSession(node) })
  if (!found || Object.keys(found.value.equipment).length === 0) return undefined
  const ids = devicesOf(messages, found.value, session?.value ?? newSession)
  const equipment = ids.flatMap((id) => own(found.value.equipment, id) ?? [])
  const loaded = await store.load({
    ...Object.fromEntries(ids.map((id) => [`birth:${id}`, ref.edgeBirth(node, id)])),
    ...Object.fromEntries(equipment.map((id) => [`equipment:${id}`, ref.equipment(id)])),
  })
  const births = ids.flatMap((id) => {
    const birth = loaded[`birth:${id}`] as Stored<EdgeBirth> | undefined
    return birth ? [[id, birth] as const] : []
  })
  return { session, births: new Map(births), behind: behindOf(found.value, ids, loaded) }
}

function behindOf(
  node: EdgeNode,
  deviceIds: readonly string[],
  loaded: Readonly<Record<string, Stored<unknown> | undefined>>,
): Map<string, Behind> {
  const found = deviceIds.flatMap((deviceId) => {
    const equipmentId = own(node.equipment, deviceId)
    const definition = loaded[`equipment:${equipmentId}`]?.value as { sparkplug?: Behind['mapping'] } | undefined
    const mapping = definition?.sparkplug
    return equipmentId !== undefined && mapping ? [[deviceId, { equipmentId, mapping }] as const] : []
  })
  return new Map(found)
}

/** Those that send, those that wait, and all that live, if something happens to the node itself. */
function devicesOf(messages: readonly FromNode[], node: EdgeNode, session: NodeHeard['session']): string[] {
  const speaking = messages.flatMap(({ heard }) => ('kind' in heard ? [heard.deviceId ?? nodeItself] : []))
  const waiting = session.held.map(({ deviceId = nodeItself }) => deviceId)
  const isOfAll = messages.some(({ heard }) => !('kind' in heard) || heard.kind === 'NBIRTH' || heard.kind === 'NDEATH')
  const living = isOfAll ? Object.keys(session.devices) : []
  const ids = new Set([...speaking, ...waiting, ...(session.owed ?? []), ...living])
  return [...ids].filter((id) => speaking.includes(id) || waiting.includes(id) || own(node.equipment, id) !== undefined)
}

function hearAll(basis: Basis, messages: readonly FromNode[]): NodeHeard[] {
  const heard: NodeHeard[] = []
  for (const message of messages) {
    const before = heard.at(-1) ?? {
      session: basis.session?.value ?? newSession,
      births: Object.fromEntries([...basis.births].map(([id, { value }]) => [id, value])),
    }
    heard.push(hearNode(before, message.heard, basis.behind))
  }
  return heard
}

/** @returns how many were processed before the first that failed */
async function processAll(
  store: Store,
  messages: readonly FromNode[],
  heard: readonly NodeHeard[],
  around: Surroundings,
): Promise<{ readonly taken: number; readonly error?: unknown }> {
  const kept = await keptAtOnce(store, heard, around)
  for (const [taken, message] of messages.entries()) {
    const one = heard[taken]
    try {
      if (one) await processOne(store, message, one, around, kept)
    } catch (error) {
      return { taken, error }
    }
  }
  return { taken: heard.length }
}

async function processOne(
  store: Store,
  { node, heard }: FromNode,
  one: NodeHeard,
  around: Surroundings,
  kept: ReadonlyMap<string, Kept>,
): Promise<void> {
  const { refused, asksBecause, waits, session } = one
  const unused: string[] = []
  for (const message of heardOf(one, around)) {
    const before = isTelemetry(message) ? kept.get(message.equipmentId) : undefined
    const taken = await processDeviceMessage(store, message, before)
    if (!taken.taken) unused.push(taken.reason)
  }
  for (const { arrived, reason } of refused) await around.refuse(envelopeOf(node, arrived), reason)
  if (unused.length > 0)
    await around.refuse('kind' in heard ? envelopeOf(node, heard) : JSON.stringify(one.messages), unused.join(' '))
  if (asksBecause !== undefined) await around.askForRebirth(node)
  if (!waits) return
  const at = Math.max(Date.parse(around.clock()), session.waitingSince ?? 0) + reorderMs
  await around.wakeAfter(reorderMs, wakeOf(node, at))
}

/** One write for all counts and samples of an equipment. If it fails, each message tries for itself. */
async function keptAtOnce(
  store: Store,
  heard: readonly NodeHeard[],
  around: Surroundings,
): Promise<ReadonlyMap<string, Kept>> {
  const telemetry = heard.flatMap((it) => heardOf(it, around)).filter(isTelemetry)
  const byEquipment = [...Map.groupBy(telemetry, ({ equipmentId }) => equipmentId)].filter(([, of]) => of.length > 1)
  const kept = await Promise.all(
    byEquipment.map(async ([id, of]) => [id, await keepTelemetry(store, of).catch(() => undefined)] as const),
  )
  return new Map(kept.flatMap(([id, it]) => (it ? [[id as string, it] as const] : [])))
}

const heardOf = ({ messages, heardAt }: NodeHeard, around: Surroundings): Heard[] =>
  messages.map(({ equipmentId, message }) => ({
    site: around.site,
    equipmentId: equipmentId as EquipmentId,
    message,
    clock: around.clock,
    receivedAt: new Date(heardAt).toISOString(),
    ...(around.shifts && { shifts: around.shifts }),
    ...(around.timeZone !== undefined && { timeZone: around.timeZone }),
    ...(around.clockTolerance !== undefined && { clockTolerance: around.clockTolerance }),
  }))

/** The births first: a session names the births that are in force, and one that it does not name is not. */
async function keep(store: Store, node: NodeName, before: Basis, { session, births }: NodeHeard): Promise<void> {
  for (const [deviceId, value] of Object.entries(births)) {
    const read = before.births.get(deviceId)
    if (read?.value === value) continue
    const change = { change: 'save', kind: 'edgeBirth', id: `${edgeNodeKey(node)}/${deviceId}`, value } as const
    if ((await store.keep({ change, ...(read && { read }) })) !== 'done') throw new NotNow('A birth has changed.')
  }
  if (before.session?.value === session) return
  const change = { change: 'save', kind: 'edgeSession', id: edgeNodeKey(node), value: session } as const
  const read = before.session
  if ((await store.keep({ change, ...(read && { read }) })) !== 'done') throw new NotNow('A session has changed.')
}

async function refuseStrangers(node: NodeName, messages: readonly FromNode[], around: Surroundings): Promise<void> {
  const reason = `No equipment has a Sparkplug name of the edge node ${edgeNodeKey(node)}; write it into its definition.`
  for (const { heard } of messages) if ('kind' in heard) await around.refuse(envelopeOf(node, heard), reason)
}
