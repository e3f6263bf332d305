import type { BuildUnits } from '../../events/unit.ts'
import { commandOf, problemIn } from '../../shared/http/command.ts'
import { languageHeaders } from '../../shared/http/language.ts'
import type { Call } from '../../shared/http/operation.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import * as building from '../../shared/usecases/production/unit-building.ts'
import { toldIn } from '../../shared/usecases/telling.ts'

/** Answers unit by unit: which are built, and every reason against the others. */
export const buildingUnits =
  (site: string, store: Store) => async (call: Call<{ readonly orderId: string }, unknown, BuildUnits>) => {
    const outcomes = await building.buildUnits(store, await commandOf(site, call), call.path)
    const aboutRequest = outcomes.map(({ outcome }) => outcome).find(building.isAboutRequest)
    if (aboutRequest) throw problemIn(aboutRequest)
    const isReplay = outcomes.every(({ outcome }) => 'replayed' in outcome && outcome.replayed)
    return {
      json: { units: await Promise.all(outcomes.map((it) => shown(it, call))) },
      headers: { ...languageHeaders(call.language), ...(isReplay && { 'idempotency-replayed': 'true' }) },
    }
  }

async function shown({ serial, outcome }: building.UnitOutcome, { language }: Pick<Call, 'language'>) {
  if (outcome.outcome === 'refused')
    return {
      serial,
      status: 'refused' as const,
      violations: await toldIn(language, outcome.violations),
    }
  const fact = outcome.outcome === 'done' ? outcome.fact : undefined
  if (fact?.type !== 'andon.unit.built.v1') throw new Error(`Unit ${serial} has neither a fact nor a refusal.`)
  const components = fact.data.consumed.map(({ lineId, lotId, sublotId, consumptionId }) => ({
    lineId,
    lotId,
    ...(sublotId !== undefined && { sublotId }),
    consumptionId,
  }))
  return { serial, status: 'built' as const, factId: fact.factId, components }
}
