import type { FactSubject } from '../../events/subject.ts'
import { affectedLot } from '../../shared/domain/genealogy/recall.ts'
import { statusOfOrder, underHoldsAbove } from '../../shared/domain/orders/order.ts'
import { underHolds } from '../../shared/domain/quality/alerts.ts'
import type { Hold } from '../../shared/domain/quality/deviation.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { named, notFound, reading } from '../../shared/http/reading.ts'
import { signInReader } from '../../shared/http/sign-in-token.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { heirStore } from '../../shared/storage/heir-store.ts'
import { activeHolds, deviationsIn, holdsOn } from '../../shared/storage/lists/quality.ts'
import { remembered } from '../../shared/usecases/commit/remembered.ts'
import { type Ref, ref } from '../../shared/usecases/commit/store.ts'
import * as deviations from '../../shared/usecases/quality/deviations.ts'
import * as holding from '../../shared/usecases/quality/holding.ts'
import { alertsOf, holdsAbove } from '../../shared/usecases/quality/holds-above.ts'
import { pageOf } from '../lists.ts'
import type { answers } from './answers.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))
const read = reading(store)
const heirs = heirStore(table)

const listHolds = (async ({ query }) => {
  const { subject, type, purpose, ...window } = query
  const found: readonly (Hold & { readonly inherited?: true })[] = subject
    ? (await Promise.all([inheritedBy(subject), holdsOn(table, subject)])).flat()
    : await activeHolds(table)
  const wanted = found
    .filter((hold) => type === undefined || hold.subject.type === type)
    .filter((hold) => purpose === undefined || hold.purpose === purpose)
  return { json: pageOf(wanted, ({ placedAt, holdId }) => `${placedAt}#${holdId}`, window) }
}) satisfies Operating['listHolds']

/** Holds on the subject that were placed on something else, and those that still spread towards it. */
async function inheritedBy({ type, id }: FactSubject): Promise<(Hold & { readonly inherited: true })[]> {
  if (type !== 'lot' && type !== 'order') return []
  const { load } = remembered(store)
  const { heir, alerts } = await load({ heir: { kind: type, id } as Ref<'lot' | 'order'>, alerts: ref.alerts() })
  if (!heir) return []
  const known = alertsOf(alerts)
  const above = await holdsAbove({ load }, known, [{ type, id }])
  const { holds } = 'lotId' in heir.value ? underHolds(heir.value, known, above) : underHoldsAbove(heir.value, above)
  const found = await store.load(Object.fromEntries(holds.map((it) => [it, ref.hold(it)])))
  return Object.values(found).flatMap((hold) =>
    hold && (hold.value.subject.type !== type || hold.value.subject.id !== id)
      ? { ...hold.value, inherited: true as const }
      : [],
  )
}

const listAffected = (async ({ path, query, at }) => {
  const holdId = path.holdId
  const { limit, cursor: after } = query
  const { hold, alerts } = await store.load({ hold: ref.hold(holdId), alerts: ref.alerts() })
  if (!hold) throw notFound(ref.hold(holdId))
  const known = alertsOf(alerts)
  const { items, last } = await heirs.heirsOf(holdId, { limit, after })
  const basis = await store.load(
    Object.fromEntries(items.map(({ type, id }) => [`${type}:${id}`, { kind: type, id } as Ref<'lot' | 'order'>])),
  )
  return {
    json: {
      spreading: holdId in known.spreading,
      items: items.map(({ type, id, from, at: since }) => {
        const heir = basis[`${type}:${id}`]?.value
        const inherited = { id, from, since, held: heir?.holds.includes(holdId) ?? false }
        if (!heir) return { type, ...inherited }
        return 'lotId' in heir
          ? { type: 'lot' as const, ...inherited, ...affectedLot(heir, known, at) }
          : { type: 'order' as const, ...inherited, status: statusOfOrder(heir) }
      }),
      ...(last !== undefined && { nextCursor: last }),
    },
  }
}) satisfies Operating['listAffected']

const listDeviations = (async ({ query }) => {
  const { status, ...window } = query
  return { json: await deviationsIn(table, status, window) }
}) satisfies Operating['listDeviations']

export const handler = httpHandler(
  answered,
  {
    placeHold: command(holding.placeHold),
    listHolds,
    listAffected,
    getHold: read('hold', named('holdId')),
    releaseHold: command(holding.releaseHold),
    openDeviation: command(deviations.openDeviation),
    listDeviations,
    getDeviation: read('deviation', named('deviationId')),
    classifyDeviation: command(deviations.classifyDeviation),
    investigateDeviation: command(deviations.investigateDeviation),
    dispositionDeviation: command(deviations.dispositionDeviation),
    closeDeviation: command(deviations.closeDeviation),
  },
  issuer,
)
