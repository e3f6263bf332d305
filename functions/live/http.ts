import type { Fact } from '../../events/envelope.ts'
import manifest from '../../package.json' with { type: 'json' }
import { unitNamed } from '../../shared/domain/stock/serial.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { demandReaderOf, mayRead } from '../../shared/http/authorize.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { notFound } from '../../shared/http/reading.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { shiftPlan } from '../../shared/runtime/shifts.ts'
import { tokenClaims } from '../../shared/runtime/token-issuer.ts'
import { auditOf, isSought, placeOf } from '../../shared/storage/audit-store.ts'
import { edgesAbout, factsAbout, factsAt, factsOf, portionsOf } from '../../shared/storage/fact-store.ts'
import { verifyEach } from '../../shared/usecases/commit/chain.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { type Record, recordOfShipment, recordOfUnit } from '../../shared/usecases/stock/record-of.ts'
import { pageOf } from '../lists.ts'
import { problemOperations } from '../problem-pages.ts'
import type { answers } from './answers.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const getAudit = (async ({ route, caller, query: { subject, ...asked } }) => {
  if (subject.type === 'person') demandReaderOf(route, caller, subject.id)
  if (asked.person !== undefined) demandReaderOf(route, caller, asked.person)
  const isShown = (fact: Pick<Fact, 'subject'>) => mayRead(caller, fact)
  const whole =
    subject.type === 'shipment' ? await shipped(subject.id) : subject.type === 'unit' && (await built(subject.id))
  if (whole) {
    const found = whole.filter((fact) => isShown(fact) && isSought(fact, asked))
    return { json: pageOf(found, placeOf, asked) }
  }
  return { json: subject.type === 'shipment' ? { items: [] } : await auditOf(table, subject, asked, isShown) }
}) satisfies Operating['getAudit']

/** The facts of a shipment, which has no chain. */
async function shipped(shipmentId: string): Promise<readonly Fact[] | undefined> {
  const { shipment } = await store.load({ shipment: ref.shipment(shipmentId) })
  return shipment && recordOfShipment(record, shipment.value)
}

/** The facts of a unit, whose chain tells only what is of it alone. */
async function built(name: string): Promise<readonly Fact[] | undefined> {
  const { materialId, serial } = unitNamed(name)
  const { unit } = await store.load({ unit: ref.serial(materialId, serial) })
  return unit && recordOfUnit(record, unit.value)
}

const record: Record = {
  factsOf: async (subject) => (await Promise.all([factsOf(table, subject), factsAbout(table, subject)])).flat(),
  async factsOfShipment(lotId, shipmentId) {
    const edges = (await edgesAbout(table, { type: 'lot', id: lotId })).filter((edge) => edge.shipmentId === shipmentId)
    return [...(await factsAt(table, edges)).values()]
  },
}

const verifyAudit = (async ({ route, caller, query: { subject } }) => {
  if (subject.type === 'person') demandReaderOf(route, caller, subject.id)
  const { thing } = await store.load({ thing: ref.chainOf(subject) })
  const json = await verifyEach(portionsOf(table, subject), thing?.chain)
  // For a misspelled id, "intact" would be a dangerous answer.
  if (!thing && json.entries === 0) throw notFound({ kind: subject.type, id: subject.id })
  return { json }
}) satisfies Operating['verifyAudit']

const openApi = async () => (await import('../../docs/openapi.json', { with: { type: 'json' } })).default

const timeZone = environment(variable.timeZone)
const shifts = shiftPlan()

export const handler = httpHandler(
  answered,
  {
    getHealth: async ({ at }) => ({
      json: { status: 'ok', site, timeZone, shifts, at, version: manifest.version },
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
