import type { Fact } from '../../events/envelope.ts'
import type { BuildUnits, RepairUnits } from '../../events/unit.ts'
import { commandOf, problemIn } from '../../shared/http/command.ts'
import { languageHeaders } from '../../shared/http/language.ts'
import type { Call } from '../../shared/http/operation.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import * as building from '../../shared/usecases/production/unit-building.ts'
import { repairUnits } from '../../shared/usecases/production/unit-repair.ts'
import { toldIn } from '../../shared/usecases/telling.ts'

type CallFor<Body> = Call<{ readonly orderId: string }, unknown, Body>

/** Answers unit by unit: which are built, and every reason against the others. */
export const buildingUnits = (site: string, store: Store) => async (call: CallFor<BuildUnits>) =>
  answered(await building.buildUnits(store, await commandOf(site, call), call.path), call, (serial, fact) => {
    if (fact?.type !== 'andon.unit.built.v1') throw new Error(`Unit ${serial} has neither a fact nor a refusal.`)
    const components = fact.data.consumed.map(({ lineId, lotId, sublotId, consumptionId }) => ({
      lineId,
      lotId,
      ...(sublotId !== undefined && { sublotId }),
      consumptionId,
    }))
    return { serial, status: 'built' as const, factId: fact.factId, components }
  })

/** The same for units that are taken out of stock for a repair, each with the lot that it is made in again. */
export const repairingUnits = (site: string, store: Store) => async (call: CallFor<RepairUnits>) =>
  answered(await repairUnits(store, await commandOf(site, call), call.path), call, (serial, fact) => {
    if (fact?.type !== 'andon.unit.repair-started.v1')
      throw new Error(`Unit ${serial} has neither a fact nor a refusal.`)
    return { serial, status: 'in-repair' as const, factId: fact.factId, lotId: fact.data.into.lotId }
  })

async function answered<Shown>(
  outcomes: readonly building.UnitOutcome[],
  { language }: Pick<Call, 'language'>,
  shown: (serial: string, fact: Fact | undefined) => Shown,
) {
  const aboutRequest = outcomes.map(({ outcome }) => outcome).find(building.isAboutRequest)
  if (aboutRequest) throw problemIn(aboutRequest)
  const isReplay = outcomes.every(({ outcome }) => 'replayed' in outcome && outcome.replayed)
  const units = await Promise.all(
    outcomes.map(async ({ serial, outcome }) =>
      outcome.outcome === 'refused'
        ? { serial, status: 'refused' as const, violations: await toldIn(language, outcome.violations) }
        : shown(serial, outcome.outcome === 'done' ? outcome.fact : undefined),
    ),
  )
  return {
    json: { units },
    headers: { ...languageHeaders(language), ...(isReplay && { 'idempotency-replayed': 'true' }) },
  }
}
