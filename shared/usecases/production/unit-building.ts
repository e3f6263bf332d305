import type { BuildUnit, BuildUnits } from '../../../events/unit.ts'
import type { Material } from '../../domain/master-data.ts'
import { partId } from '../../domain/part-id.ts'
import { isMade } from '../../domain/production/unit.ts'
import { buildUnit as built } from '../../domain/production/unit-building.ts'
import { underHolds } from '../../domain/quality/alerts.ts'
import type { Lot, Sublot } from '../../domain/stock/lot.ts'
import type { Serial } from '../../domain/stock/serial.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Refs, ref, type Store, type Stored } from '../commit/store.ts'
import { contextRefs, type Path, subject } from '../execution/steps.ts'
import { alertsOf } from '../quality/holds-above.ts'
import { lotRefs } from '../stock/basis.ts'
import { findForIssue, issueContext, issueRefsThen } from './consumption.ts'

/** What became of one unit of a bulk build or repair. */
export interface UnitOutcome {
  readonly serial: string
  readonly outcome: Outcome
}

export function buildUnits(store: Store, command: Command<BuildUnits>, path: Path): Promise<UnitOutcome[]> {
  const { units, ...shared } = command.body
  return unitByUnit(
    command,
    units.map((unit) => ({ ...shared, ...unit })),
    (of) => buildUnit(store, of, path),
  )
}

/**
 * Does the same to units, one after the other. Each is a command of its own under an id derived from that of the request, so a replay gives each its
 * first answer, and a request that was cut short goes on where it stood. Nothing is left of a unit that is refused but the fact of the refusal.
 */
export async function unitByUnit<Body extends { readonly serial: string }>(
  command: Command,
  units: readonly Body[],
  act: (command: Command<Body>) => Promise<Outcome>,
): Promise<UnitOutcome[]> {
  // The request is about the order as it was read; its own units change it.
  const { expectedVersion: _read, ...later } = command
  const outcomes: UnitOutcome[] = []
  for (const [index, body] of units.entries()) {
    const sent = index === 0 ? command : later
    const outcome = await act({ ...sent, id: partId(command.id, index), body })
    outcomes.push({ serial: body.serial, outcome })
    if (isAboutRequest(outcome)) break
  }
  return outcomes
}

/** What keeps one unit from an answer of its own keeps the others from theirs. */
export function isAboutRequest(outcome: Outcome): outcome is Exclude<Outcome, { outcome: 'done' | 'nothing' }> {
  const { outcome: what } = outcome
  if (what === 'refused') return outcome.code === 'stale-version'
  return what !== 'done' && what !== 'nothing'
}

const buildUnit = (store: Store, command: Command<BuildUnit>, { orderId }: Path): Promise<Outcome> => {
  const { stepId, serial, components } = command.body
  const readFor = (found: object, { lotId, sublotId }: BuildUnit['components'][number]) => ({
    lot: readAs<Lot>(found, `lot ${lotId}`),
    sublot: sublotId === undefined ? undefined : readAs<Sublot>(found, sublotName(lotId, sublotId)),
  })
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: {
      ...lotRefs(components.map(({ lotId }) => lotId)),
      ...sublotRefs(components),
      ...contextRefs(command, orderId),
    },
    loadMore: (basis, more: object, at): Refs => {
      const { order } = basis
      const unit = readAs<Serial>(more, 'unit')
      return {
        ...Object.fromEntries(
          components.flatMap((it) => {
            const { material } = issueRefsThen(readFor(basis, it), at) ?? {}
            return material ? [[`material ${it.lotId}`, material]] : []
          }),
        ),
        unit: order && ref.serial(order.value.product, serial),
        ...(unit &&
          isMade(unit.value) && { made: ref.sublot(unit.value.lotId, serial), madeIn: ref.lot(unit.value.lotId) }),
      }
    },
    find: (basis, _, at, reading) => {
      const { order, snapshot, alerts } = basis
      return Promise.all(
        components.map((it) =>
          findForIssue(reading, { order, snapshot, alerts, ...readFor(basis, it) }, { stepId, lineId: it.lineId }, at),
        ),
      )
    },
    decide: (basis, circumstances, more, found = []) => {
      const { order, snapshot, person, alerts } = basis
      if (!order) return 'unknown'
      const [unit, made] = [readAs<Serial>(more, 'unit'), readAs<Sublot>(more, 'made')]
      // A component may come from the lot in which the unit is made; that lot is read once.
      const madeIn = unit && (readAs<Lot>(more, 'madeIn') ?? readAs<Lot>(basis, `lot ${unit.value.lotId}`))
      const lot = made && madeIn && underHolds(madeIn.value, alertsOf(alerts))
      const contexts = components.map((it, index) => ({
        ...issueContext(
          order,
          { snapshot, person, alerts, ...readFor(basis, it) },
          readAs<Material>(more, `material ${it.lotId}`),
          found[index],
        ),
        into: {
          serial,
          unit: unit?.value,
          sublot: made?.value,
          lot,
          consumptionId: partId(command.id, index),
        },
      }))
      return built(contexts, command.body, circumstances)
    },
  })
}

const sublotName = (lotId: string, sublotId: string): string => `sublot ${lotId}/${sublotId}`

const sublotRefs = (components: BuildUnit['components']): Refs =>
  Object.fromEntries(
    components.flatMap(({ lotId, sublotId }) =>
      sublotId === undefined ? [] : [[sublotName(lotId, sublotId), ref.sublot(lotId, sublotId)]],
    ),
  )

/** What was read under a name that the request made; its kind is that of the ref of this name. */
const readAs = <Value>(found: object, name: string) => (found as Record<string, Stored<Value> | undefined>)[name]
