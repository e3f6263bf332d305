import type { Charge, Step } from '../../../events/recipe.ts'
import { type Check, given, none, upon } from '../check.ts'
import { type Entered, notRunning } from './gate.ts'
import { type BoundOrder, isOver, type RunningStep, type Snapshot, type StepProgress, type Weighings } from './order.ts'

/** What a step charges of the containers from this line of an earlier step; undefined if it takes none of them. */
export const chargeOf = ({ charges = [] }: Step, from: string, lineId: string): Charge | undefined =>
  charges.find((it) => it.from === from && (it.lineIds?.some((id) => id === lineId) ?? true))

/** The step that charges the containers of a line. The recipe names one step at most. */
export const chargedIn = ({ steps }: Pick<Snapshot, 'steps'>, from: string, lineId: string): Step | undefined =>
  steps.find((step) => chargeOf(step, from, lineId) !== undefined)

export const isChargedLater = ({ steps }: Pick<Snapshot, 'steps'>, from: string): boolean =>
  steps.some(({ charges = [] }) => charges.some((it) => it.from === from))

/** The step as its weighings see it: as it runs, or as it was kept for the step that charges its containers. */
export function weighingsOf(progress: StepProgress | undefined): RunningStep | undefined {
  if (progress?.status === 'running') return progress
  if (progress?.status !== 'completed' || !progress.dispensed) return undefined
  return { ...progress.dispensed, status: 'running', results: {} }
}

/** The step with other weighings. Who weighs after its end has worked on it as well. */
export function withWeighings(progress: StepProgress | undefined, weighings: RunningStep): StepProgress {
  if (progress?.status !== 'completed') return weighings
  const { workers } = progress
  return {
    ...progress,
    dispensed: keptOf(weighings),
    ...(workers && { workers: [...new Set([...workers, ...weighings.workers])] }),
  }
}

/**
 * The weighings of a line, for acts that change them: while its step runs, and afterwards until its containers are charged, because one that is
 * spilled on its way is weighed again.
 */
export const openWeighings = (place: Check<Entered>, lineId: string): Check<RunningStep> =>
  upon(place, ({ order, snapshot, step: { stepId }, progress }) => {
    const weighings = weighingsOf(progress)
    const isOpen = progress?.status === 'running' || isAwaited(order, snapshot, stepId, lineId)
    return weighings && isOpen ? given(weighings) : none(notRunning(stepId))
  })

const isAwaited = (order: BoundOrder, snapshot: Snapshot, stepId: string, lineId: string): boolean => {
  const charging = chargedIn(snapshot, stepId, lineId)
  return charging !== undefined && !isOver(order.steps[charging.stepId])
}

/** The weighings that a step keeps at its completion. The verifications that its completion has let pass are not asked for again. */
export function weighingsKept({ unverified: _passed, ...running }: RunningStep): Weighings {
  return keptOf(running)
}

const keptOf = (running: RunningStep): Weighings => {
  const { startedAt, consumed, weighed, rejected, exact, unverified, uncharged, reopened, workers } = running
  return {
    startedAt,
    consumed,
    ...(weighed && { weighed }),
    ...(rejected && { rejected }),
    ...(exact && { exact }),
    ...(unverified && { unverified }),
    ...(uncharged && { uncharged }),
    ...(reopened && { reopened }),
    workers,
  }
}

export function withoutUncharged({ uncharged = {}, ...weighings }: RunningStep, containerId: string): RunningStep {
  const { [containerId]: _gone, ...others } = uncharged
  return Object.keys(others).length > 0 ? { ...weighings, uncharged: others } : weighings
}

export const withUncharged = (weighings: RunningStep, containerId: string, lineId: string): RunningStep => ({
  ...weighings,
  uncharged: { ...weighings.uncharged, [containerId]: lineId },
})
