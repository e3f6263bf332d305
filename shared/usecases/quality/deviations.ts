import type { DeviationId, HoldId } from '../../../events/identifiers.ts'
import type { Disposition, Holdable, Rework, ReworkSteps, Severity } from '../../../events/quality.ts'
import type { Accepted } from '../../domain/decision.ts'
import { addRework } from '../../domain/execution/rework.ts'
import { reworkUnit } from '../../domain/execution/unit-rework.ts'
import type * as domain from '../../domain/quality/deviation.ts'
import * as ending from '../../domain/quality/disposition.ts'
import * as investigation from '../../domain/quality/investigation.ts'
import type { Refused } from '../../domain/refusal.ts'
import { judgeSignature } from '../../domain/signature.ts'
import type { Serial } from '../../domain/stock/serial.ts'
import { digest } from '../commit/chain.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Refs, ref, type Store } from '../commit/store.ts'
import { densitiesFor, inForce } from '../recipes/recipes.ts'
import { derived, heldOf, heldRefs, makerOf, unitsHeld } from './holding.ts'
import { alertsOf } from './holds-above.ts'

interface OpenDeviation {
  readonly deviationId?: DeviationId | undefined
  readonly subject: Holdable
  readonly title: string
  readonly description: string
  readonly severity?: Severity | undefined
}

export const openDeviation = (store: Store, command: Command<OpenDeviation>): Promise<Outcome> => {
  const { subject } = command.body
  const deviationId = command.body.deviationId ?? (derived('dev', command) as DeviationId)
  // Of the deviation, so that a hold by the same key is another one.
  const holdId = `hold.${digest(`deviation/${deviationId}`).slice(0, 16)}` as HoldId
  return run(store, command, {
    subject: { type: 'deviation', id: deviationId },
    of: 'deviation',
    creates: command.body.deviationId !== undefined,
    load: { ...heldRefs(subject), deviation: ref.deviation(deviationId), alerts: ref.alerts() },
    loadMore: (basis, more): Refs => ({
      ...unitsHeld(subject, basis, more).refs,
      ...makerOf(heldOf(subject, basis, more), more).refs,
    }),
    decide: ({ deviation, ...basis }, circumstances, more) =>
      investigation.openDeviation(
        deviation?.value,
        heldOf(subject, basis, more),
        makerOf(heldOf(subject, basis, more), more).found,
        { ...command.body, deviationId, holdId },
        alertsOf(basis.alerts),
        circumstances,
      ),
  })
}

type Path = { deviationId: string }

const onDeviation = <Body>(
  store: Store,
  command: Command<Body>,
  { deviationId }: Path,
  decide: (deviation: domain.Deviation, circumstances: { at: string; caller: Command['caller'] }) => Accepted | Refused,
): Promise<Outcome> =>
  run(store, command, {
    subject: { type: 'deviation', id: deviationId },
    of: 'deviation',
    load: { deviation: ref.deviation(deviationId) },
    decide: ({ deviation }, circumstances) => (deviation ? decide(deviation.value, circumstances) : 'unknown'),
  })

export const classifyDeviation = (
  store: Store,
  command: Command<{ severity: Severity; reason: string }>,
  path: Path,
): Promise<Outcome> =>
  onDeviation(store, command, path, (deviation) =>
    investigation.classifyDeviation(deviation, command.body.severity, command.body.reason),
  )

export const investigateDeviation = (
  store: Store,
  command: Command<{ rootCause: string }>,
  path: Path,
): Promise<Outcome> =>
  onDeviation(store, command, path, (deviation) =>
    investigation.investigateDeviation(deviation, command.body.rootCause),
  )

interface Decide {
  readonly disposition: Disposition
  readonly reason: string
  readonly capaRequired: boolean
  readonly rework?: Rework | ReworkSteps | undefined
}

/** Two more round trips if a rework recipe is named, for it and the densities of its materials, and a third if its version is left open. */
export const dispositionDeviation = (
  store: Store,
  command: Command<Decide>,
  { deviationId }: Path,
): Promise<Outcome> => {
  const { disposition, reason, capaRequired, rework } = command.body
  return run(store, command, {
    subject: { type: 'deviation', id: deviationId },
    of: 'deviation',
    load: { deviation: ref.deviation(deviationId) },
    loadMore: ({ deviation }) => {
      const orderId = deviation && investigation.orderOf(deviation.value)
      if (disposition !== 'rework' || orderId === undefined) return undefined
      const { subject } = deviation?.value ?? {}
      const { recipeId, version } = rework && 'recipeId' in rework ? rework : {}
      return {
        order: ref.order(orderId),
        snapshot: ref.snapshot(orderId),
        unit: subject?.type === 'unit' ? ref.unit(subject.id) : undefined,
        effective: recipeId && version === undefined ? ref.effective(recipeId) : undefined,
        named: recipeId && version !== undefined ? ref.recipe(recipeId, version) : undefined,
      }
    },
    find: async (_, { effective, named }, at, reading) => {
      const recipe = named?.value ?? (await inForce(reading, effective?.value, at))
      return { recipe, densities: await densitiesFor(reading, recipe) }
    },
    decide: ({ deviation }, circumstances, { order, snapshot, unit }, found) => {
      if (!deviation) return 'unknown'
      const signed = judgeSignature(
        command.signature,
        { meanings: ['dispositioned', 'approved'], roles: ['quality'] },
        circumstances,
      )
      const on = { order: order?.value, snapshot: snapshot?.value, recipe: found?.recipe, unit: unit?.value }
      const reworked =
        rework &&
        ('stepIds' in rework
          ? reworkUnit(deviation.value, on, rework.stepIds)
          : addRework(deviation.value, on, rework, circumstances.at, found?.densities))
      return ending.dispositionDeviation(
        deviation.value,
        { disposition, reason, capaRequired },
        signed,
        reworked,
        ending.takesAnew(deviation.value, on.order, on.unit),
      )
    },
  })
}

/** Three round trips: only the deviation names its order and its holds, which must be released. */
export const closeDeviation = (
  store: Store,
  command: Command<{ reason: string }>,
  { deviationId }: Path,
): Promise<Outcome> =>
  run(store, command, {
    subject: { type: 'deviation', id: deviationId },
    of: 'deviation',
    load: { deviation: ref.deviation(deviationId) },
    loadMore: ({ deviation }): Refs | undefined =>
      deviation && {
        ...Object.fromEntries(deviation.value.holds.map((id) => [`hold:${id}`, ref.hold(id)])),
        order: deviation.value.orderId && ref.order(deviation.value.orderId),
        unit: deviation.value.breach?.serial === undefined ? undefined : ref.unit(deviation.value.subject.id),
      },
    decide: ({ deviation }, circumstances, more) => {
      if (!deviation) return 'unknown'
      const holds = Object.values(more).flatMap((stored) =>
        stored?.ref.kind === 'hold' ? [stored.value as domain.Hold] : [],
      )
      const active = holds.filter((hold) => hold.status === 'active').map((hold) => hold.holdId)
      const order = more.order?.value as Parameters<typeof ending.closeDeviation>[1]
      const unit = more.unit?.value as Serial | undefined
      return ending.closeDeviation(deviation.value, order, active, command.body.reason, circumstances, unit)
    },
  })

/** The workflow records that a decision is overdue, or that a corrective action is due. */
export const noteOnDeviation = (
  store: Store,
  command: Command<{ waitingFor?: string }>,
  path: Path,
): Promise<Outcome> =>
  onDeviation(store, command, path, ({ deviationId, severity = 'major' }) => ({
    outcome: 'accepted',
    fact:
      command.body.waitingFor === undefined
        ? { type: 'andon.deviation.capa-required.v1', data: { deviationId } }
        : {
            type: 'andon.deviation.escalated.v1',
            data: { deviationId, waitingFor: command.body.waitingFor, severity },
          },
    changes: [],
  }))
