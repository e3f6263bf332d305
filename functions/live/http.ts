import type { FactSubject } from '../../events/envelope.ts'
import type { SubjectType } from '../../events/identifiers.ts'
import manifest from '../../package.json' with { type: 'json' }
import { type Call, httpHandler, type Operation } from '../../shared/http/handler.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { auditOf } from '../../shared/storage/audit-store.ts'
import { portionsOf } from '../../shared/storage/fact-store.ts'
import type { Window } from '../../shared/storage/list-store.ts'
import { verifyEach } from '../../shared/usecases/commit/chain.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { problemOperations } from '../problem-pages.ts'
import { routes } from './routes.ts'

function subjectIn({ query }: Call): FactSubject {
  const [type, id = ''] = String(query.subject).split(':')
  return { type: type as SubjectType, id }
}

const getAudit: Operation = async (call) => {
  const { limit, cursor } = call.query as unknown as Window
  return { json: await auditOf(table, subjectIn(call), { limit, cursor }) }
}

const verifyAudit: Operation = async (call) => {
  const subject = subjectIn(call)
  const { thing } = await store.load({ thing: ref.chainOf(subject) })
  return { json: await verifyEach(portionsOf(table, subject), thing?.chain) }
}

export const handler = httpHandler(
  routes,
  {
    getHealth: async () => ({ json: { status: 'ok', site, version: manifest.version } }),
    getOpenApi: async () => ({
      json: (await import('../../docs/openapi.json', { with: { type: 'json' } })).default,
    }),
    getAsyncApi: async () => ({
      json: (await import('../../docs/asyncapi.json', { with: { type: 'json' } })).default,
    }),
    getAudit,
    verifyAudit,
    ...problemOperations,
  },
  environment(variable.rolesClaim),
)
