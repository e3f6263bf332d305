import type { Answered } from '../../shared/http/answer.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import { languageHeaders } from '../../shared/http/language.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { notFound } from '../../shared/http/reading.ts'
import { signInReader } from '../../shared/http/sign-in-token.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { changesOf } from '../../shared/storage/lists/orders.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import * as changes from '../../shared/usecases/execution/changes.ts'
import { toldIn } from '../../shared/usecases/telling.ts'
import type { answers } from './answers.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))

const listChanges = (async ({ path: { orderId } }) => {
  const [{ order }, items] = await Promise.all([store.load({ order: ref.order(orderId) }), changesOf(table, orderId)])
  if (!order) throw notFound({ kind: 'order', id: orderId })
  return { json: { items } }
}) satisfies Operating['listChanges']

const getChange = (async ({ path: { orderId, changeId }, at, language }) => {
  const found = await changes.readChange(store, { orderId, changeId }, at)
  if (!found) throw notFound({ kind: 'change', id: changeId })
  const { change, version, difference, violations } = found
  const headers = { etag: `"${version}"`, ...languageHeaders(language) }
  return { json: { ...change, difference, violations: await toldIn(language, violations) }, headers }
}) satisfies Operating['getChange']

export const handler = httpHandler(
  answered,
  {
    proposeChange: command(changes.proposeChange),
    listChanges,
    getChange,
    reviewChange: command(changes.reviewChange),
    approveChange: command(changes.approveChange),
    rejectChange: command(changes.rejectChange),
    withdrawChange: command(changes.withdrawChange),
  },
  issuer,
)
