import { instantOfState } from '../../../events/identifiers.ts'
import type { CorrectState, GiveReason, MergeStates, SplitState } from '../../../events/stop.ts'
import type { Circumstances } from '../../domain/caller.ts'
import type { Decision } from '../../domain/decision.ts'
import type { EquipmentClass } from '../../domain/master-data.ts'
import * as entering from '../../domain/performance/entering.ts'
import { plannedTimeOf } from '../../domain/performance/planned-time.ts'
import { lateWindowMs, wholeLogs } from '../../domain/performance/shift-logs.ts'
import { periodAt, periodsBetween, type ShiftTimes } from '../../domain/performance/shift-period.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Refs, ref, type Store } from '../commit/store.ts'
import { ancestorsOf } from '../execution/steps.ts'
import { logRefs, logsIn, rulesOf } from './logs.ts'

export type StatePath = { equipmentId: string; stateId: string }

/** What a person says of a state changes the log of its shift, and its fact is in the chain of the equipment. */
const onState = <Body>(
  store: Store,
  command: Command<Body>,
  { equipmentId, stateId }: StatePath,
  times: ShiftTimes,
  decide: (around: entering.Around, body: Body, circumstances: Circumstances) => Decision,
): Promise<Outcome> => {
  const period = periodAt(times, instantOfState(stateId))
  return run(store, command, {
    subject: { type: 'equipment', id: equipmentId },
    of: 'machine',
    load: {
      machine: ref.machine(equipmentId),
      equipment: ref.equipment(equipmentId),
      ...logRefs(equipmentId, [period]),
    } as { machine: ReturnType<typeof ref.machine>; equipment: ReturnType<typeof ref.equipment> },
    loadMore: ({ equipment, ...found }): Refs => ({
      ...(equipment?.value.equipmentClass !== undefined && { class: ref.class(equipment.value.equipmentClass) }),
      // A shift in which nothing was heard has no log until somebody says something of it; those before it tell what the machine was in.
      ...(logsIn(found).size === 0 &&
        logRefs(equipmentId, periodsBetween(times, period.from - lateWindowMs, period.from))),
    }),
    find: async ({ equipment, ...found }, _, _at, reading) =>
      equipment && logsIn(found).size === 0 ? ancestorsOf(reading, equipment.value) : [],
    decide: ({ machine, equipment, ...found }, circumstances, more, above) => {
      if (!machine || !equipment) return 'unknown'
      const read = logsIn({ ...found, ...more })
      const kept = new Map([...read].map(([from, { value }]) => [from, value]))
      const periods = kept.has(period.from)
        ? [period]
        : [...periodsBetween(times, period.from - lateWindowMs, period.from), period]
      const { timeZone } = times
      const equipmentClass = more.class?.value as EquipmentClass | undefined
      const rules = rulesOf(equipment.value, equipmentClass)
      const plannedIn = (it: (typeof periods)[number]) => plannedTimeOf(equipment.value, above ?? [], timeZone, it)
      const all = { equipmentId: equipment.value.equipmentId, periods, logs: kept, plannedIn }
      const logs = new Map(wholeLogs(all, rules).map((it) => [it.from, it]))
      const chain = { ...all, logs, runs: [] }
      const around = {
        chain,
        rules,
        equipmentClass: equipment.value.equipmentClass,
      }
      return decide(around, command.body, circumstances)
    },
  })
}

type On<Body> = (times: ShiftTimes) => (store: Store, command: Command<Body>, path: StatePath) => Promise<Outcome>

export const explainStop: On<GiveReason> = (times) => (store, command, path) =>
  onState(store, command, path, times, (around, body, at) => entering.explainStop(around, path.stateId, body, at))

export const splitState: On<SplitState> = (times) => (store, command, path) =>
  onState(store, command, path, times, (around, body, at) => entering.splitState(around, path.stateId, body, at))

export const mergeStates: On<MergeStates> = (times) => (store, command, path) =>
  onState(store, command, path, times, (around, body, at) => entering.mergeStates(around, path.stateId, body, at))

export const correctState: On<CorrectState> = (times) => (store, command, path) =>
  onState(store, command, path, times, (around, body, at) => entering.correctState(around, path.stateId, body, at))
