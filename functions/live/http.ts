import manifest from '../../package.json' with { type: 'json' }
import type { Answered } from '../../shared/http/answer.ts'
import { demandReaderOf, mayRead } from '../../shared/http/authorize.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { notFound } from '../../shared/http/reading.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenClaims } from '../../shared/runtime/token-issuer.ts'
import { auditOf } from '../../shared/storage/audit-store.ts'
import { portionsOf } from '../../shared/storage/fact-store.ts'
import { verifyEach } from '../../shared/usecases/commit/chain.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { problemOperations } from '../problem-pages.ts'
import type { answers } from './answers.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const getAudit = (async ({ route, caller, query: { subject, ...window } }) => {
  if (subject.type === 'person') demandReaderOf(route, caller, subject.id)
  return { json: await auditOf(table, subject, window, (fact) => mayRead(caller, fact)) }
}) satisfies Operating['getAudit']

const verifyAudit = (async ({ route, caller, query: { subject } }) => {
  if (subject.type === 'person') demandReaderOf(route, caller, subject.id)
  const { thing } = await store.load({ thing: ref.chainOf(subject) })
  const json = await verifyEach(portionsOf(table, subject), thing?.chain)
  // For a misspelled id, "intact" would be a dangerous answer.
  if (!thing && json.entries === 0) throw notFound({ kind: subject.type, id: subject.id })
  return { json }
}) satisfies Operating['verifyAudit']

const openApi = async () => (await import('../../docs/openapi.json', { with: { type: 'json' } })).default

export const handler = httpHandler(
  answered,
  {
    getHealth: async ({ at }) => ({
      json: { status: 'ok', site, timeZone: environment(variable.timeZone), at, version: manifest.version },
    }),
    getOpenApi: async () => ({ json: await openApi() }),
    getAsyncApi: async () => ({
      json: (await import('../../docs/asyncapi.json', { with: { type: 'json' } })).default,
    }),
    getAudit,
    verifyAudit,
    ...problemOperations,
  },
  tokenClaims(),
  async () => (await openApi()).paths,
)
