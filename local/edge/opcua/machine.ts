import type { DataValue } from 'node-opcua-client'
import type { DeviceMessageName, MachineState } from '../../../events/device.ts'
import type { OpcuaMachine } from './config.ts'
import { stateOf } from './states.ts'
import { isBad, textOf } from './values.ts'

/** One change of a node, in the order of the nodes of {@link nodesOf}. */
export interface Change {
  readonly index: number
  readonly value: DataValue
}

export interface Telling {
  readonly name: DeviceMessageName
  readonly payload: object
}

type Role =
  | { readonly says: 'state'; readonly level: number }
  | { readonly says: 'good' | 'reject' }
  | { readonly says: 'sample'; readonly parameterId: string; readonly unit?: string | undefined }

/** The nodes of a machine, and what each says. */
export const nodesOf = ({ state, count, samples }: OpcuaMachine): readonly (Role & { readonly nodeId: string })[] => [
  ...(state?.nodes ?? []).map((nodeId, level) => ({ says: 'state' as const, level, nodeId })),
  ...(count ? [{ says: 'good' as const, nodeId: count.good }] : []),
  ...(count?.reject === undefined ? [] : [{ says: 'reject' as const, nodeId: count.reject }]),
  ...samples.map((it) => ({ says: 'sample' as const, ...it })),
]

/**
 * What a machine behind OPC UA tells: Andon's own messages from changes of its nodes. The sequence is the time of the source in milliseconds, so
 * that a value that the server gives once more, after an interruption or a new start, is the same message.
 */
export function translatorOf(
  machine: OpcuaMachine,
  now: () => number,
): (changes: readonly Change[]) => readonly Telling[] {
  const nodes = nodesOf(machine)
  const levels: (string | undefined)[] = machine.state?.nodes.map(() => undefined) ?? []
  const counts: { good?: string; reject?: string } = machine.count?.reject === undefined ? { reject: '0' } : {}
  let told: { readonly state: MachineState; readonly sequence: number } | undefined

  const tellState = (at: number): Telling[] => {
    if (machine.state === undefined) return []
    const state = stateOf(machine.state, levels)
    if (state === told?.state) return []
    const sequence = Math.max(at, told === undefined ? 0 : told.sequence + 1)
    told = { state, sequence }
    return [{ name: 'state', payload: { sequence, occurredAt: instantOf(at), state } }]
  }
  return (changes) => {
    const samples: object[] = []
    let [countAt, samplesAt] = [0, 0]
    for (const { index, value } of changes) {
      const node = nodes[index]
      if (node === undefined || node.says === 'state') continue
      const at = sourceTime(value, now)
      if (node.says === 'sample') {
        const { parameterId, unit } = node
        samples.push({
          parameterId,
          value: textOf(value),
          ...(unit !== undefined && { unit }),
          occurredAt: instantOf(at),
        })
        samplesAt = Math.max(samplesAt, at)
      } else if (!isBad(value.statusCode)) {
        counts[node.says] = textOf(value)
        countAt = Math.max(countAt, at)
      }
    }
    const { good, reject } = counts
    return [
      ...stepsOf(changes, nodes, now).flatMap(({ at, says }) => {
        for (const [level, text] of says) levels[level] = text
        return tellState(at)
      }),
      ...(countAt > 0 && good !== undefined && reject !== undefined
        ? [{ name: 'count' as const, payload: { sequence: countAt, occurredAt: instantOf(countAt), good, reject } }]
        : []),
      ...packs(samples).map((some) => ({ name: 'sample' as const, payload: { sequence: samplesAt, samples: some } })),
    ]
  }
}

interface Step {
  readonly since: number
  at: number
  /** What the state machines say, by their level; undefined for one that cannot be read. */
  readonly says: Map<number, string | undefined>
}

/** State machines within one another are written one after the other, so what they say within this time is one change of state. Milliseconds. */
const oneChange = 50

/** The changes of state in the order of their times. A state machine that changes twice makes two of them. */
function stepsOf(changes: readonly Change[], nodes: readonly Role[], now: () => number): Step[] {
  const steps: Step[] = []
  const ofStates = changes.flatMap(({ index, value }) => {
    const node = nodes[index]
    return node?.says === 'state' ? [{ level: node.level, value, at: sourceTime(value, now) }] : []
  })
  for (const { level, value, at } of ofStates.sort((one, other) => one.at - other.at)) {
    const last = steps.at(-1)
    const said = isBad(value.statusCode) ? undefined : textOf(value)
    if (last && !last.says.has(level) && at - last.since <= oneChange) {
      last.says.set(level, said)
      last.at = at
    } else steps.push({ since: at, at, says: new Map([[level, said]]) })
  }
  return steps
}

/** As many as Andon takes in one message. */
const mostSamples = 1000

const packs = (samples: readonly object[]): (readonly object[])[] =>
  Array.from({ length: Math.ceil(samples.length / mostSamples) }, (_, index) =>
    samples.slice(index * mostSamples, (index + 1) * mostSamples),
  )

/** The time of the source; of a server that gives none, its own, or else that of the gateway. */
const sourceTime = ({ sourceTimestamp, serverTimestamp }: DataValue, now: () => number): number =>
  (sourceTimestamp ?? serverTimestamp)?.getTime() ?? now()

const instantOf = (at: number): string => new Date(at).toISOString()
