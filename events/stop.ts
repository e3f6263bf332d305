import * as z from 'zod'
import { machineState } from './device.ts'
import { equipmentId, identifier, instant, stateId } from './identifiers.ts'
import { reason } from './order.ts'

const comment = z.string().trim().min(1).max(500).optional()

/** The reason for a stop, a leaf of the reasons of the equipment's class. */
export const giveReason = z.strictObject({ reasonId: identifier, comment }).meta({ id: 'GiveReason' })
export type GiveReason = z.infer<typeof giveReason>

/** Parts a state at an instant within it. The part before keeps its reason; the part after has the one given here, or none. */
export const splitState = z
  .strictObject({ at: instant, reasonId: identifier.optional(), comment })
  .meta({ id: 'SplitState' })
export type SplitState = z.infer<typeof splitState>

/** Makes one stop of a state and all that follow it up to the end of another, with one reason. */
export const mergeStates = z.strictObject({ until: stateId, reasonId: identifier, comment }).meta({ id: 'MergeStates' })
export type MergeStates = z.infer<typeof mergeStates>

/** What the machine really was in, where what it said was wrong; `from` and `to` for a part of it. */
export const correctState = z
  .strictObject({ state: machineState, from: instant.optional(), to: instant.optional(), reason })
  .meta({ id: 'CorrectState' })
export type CorrectState = z.infer<typeof correctState>

const ofState = { equipmentId, stateId, from: instant, to: instant.optional() }

export const stopFacts = {
  'andon.equipment.stop-explained.v1': z.strictObject({
    ...ofState,
    state: machineState,
    reasonId: identifier,
    /** The reason that a person had given before. */
    reasonBefore: identifier.optional(),
    comment,
  }),
  'andon.equipment.state-split.v1': z.strictObject({
    ...ofState,
    at: instant,
    reasonId: identifier.optional(),
    comment,
  }),
  'andon.equipment.states-merged.v1': z.strictObject({ ...ofState, reasonId: identifier, comment }),
  'andon.equipment.state-corrected.v1': z.strictObject({
    ...ofState,
    state: machineState,
    /** What the time line had before. */
    stateBefore: machineState,
    reason,
  }),
} as const
