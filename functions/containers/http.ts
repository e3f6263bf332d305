import type { Instant } from '../../events/identifiers.ts'
import { readCode } from '../../shared/domain/codes/barcode.ts'
import { dateIn, endsWithDate } from '../../shared/domain/codes/element-string.ts'
import { type Element, titleOf } from '../../shared/domain/codes/identifiers.ts'
import type { Container } from '../../shared/domain/stock/container.ts'
import { endOfDate } from '../../shared/domain/wall-clock.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import { languageHeaders } from '../../shared/http/language.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { Problem } from '../../shared/http/problem.ts'
import { notFound } from '../../shared/http/reading.ts'
import { companyPrefix } from '../../shared/runtime/company-prefix.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenClaims } from '../../shared/runtime/token-issuer.ts'
import { containersIn, materialIds } from '../../shared/storage/lists/stock.ts'
import { lookUp, lookUpDelivery, type Match } from '../../shared/usecases/codes/scan.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { type Content, contentIn, whereabouts } from '../../shared/usecases/stock/aggregation.ts'
import * as containers from '../../shared/usecases/stock/containers.ts'
import { makeSsccContainer } from '../../shared/usecases/stock/sscc.ts'
import { toldIn } from '../../shared/usecases/telling.ts'
import { shownLot, shownSublot } from '../stock-view.ts'
import { shownUnit } from '../unit-view.ts'
import type { answers } from './answers.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const command = commands(site, store)
const timeZone = environment(variable.timeZone)

type ShownContainer = Omit<Container, 'numberedBy' | 'units' | 'containers'> & {
  readonly units: readonly (Container['units'][number] | ReturnType<typeof shownSublot>)[]
  readonly containers: readonly (Pick<Container, 'containerId'> | ShownContainer)[]
}

/** A container with its content in place of the ids. */
function shown(container: Container, content: Content, where: Container['location'], at: Instant): ShownContainer {
  const { numberedBy: _command, location: _own, units, containers: inner, ...rest } = container
  return {
    ...rest,
    ...(where !== undefined && { location: where }),
    units: units.map((unit) => {
      const stock = content.stock(unit)
      return stock?.sublot ? shownSublot(stock.lot, stock.sublot, where, at) : unit
    }),
    containers: inner.map((id) => {
      const one = content.container(id)
      return one ? shown(one, content, where, at) : { containerId: id }
    }),
  }
}

async function withContent(container: Container, at: Instant): Promise<ShownContainer> {
  const [content, where] = await Promise.all([contentIn(store, container), whereabouts(store, [container.containerId])])
  return shown(container, content, where(container.containerId), at)
}

const getContainer = (async ({ path, at }) => {
  const containerId = path.containerId
  const { container } = await store.load({ container: ref.container(containerId) })
  if (!container) throw notFound(ref.container(containerId))
  return { json: await withContent(container.value, at), headers: { etag: `"${container.version}"` } }
}) satisfies Operating['getContainer']

const listContainers = (async ({ query }) => {
  const { status, location, parent, ...window } = query
  return { json: await containersIn(table, { status, location, alone: parent === 'none' }, window) }
}) satisfies Operating['listContainers']

const scan = (async ({ query, at, language }) => {
  const { code, for: purpose } = query
  const year = new Date(at).getUTCFullYear()
  const read = readCode(code, year)
  if ('violations' in read) throw new Problem('barcode-invalid', read.violations)
  const { matches, violations, label } =
    purpose === 'receipt'
      ? await lookUpDelivery(store, read)
      : { ...(await lookUp(store, read, () => materialIds(table))), label: undefined }
  const elements = (read.elements ?? []).map((it) => shownElement(it, year))
  if (matches.length === 0 && (label === undefined || violations.length > 0)) throw new Problem('not-found', violations)
  const expiresAt = elements.find(({ until }) => until !== undefined)?.until
  const warnings = await toldIn(language, read.warnings ?? [])
  return {
    json: {
      code,
      elements,
      matches: await Promise.all(matches.map((match) => shownMatch(match, at))),
      ...(label && { receipt: { ...label, ...(expiresAt !== undefined && { expiresAt }) } }),
      ...(warnings.length > 0 && { warnings }),
    },
    headers: languageHeaders(language),
  }
}) satisfies Operating['scan']

/** A date is shown as such, and what ends with it by the instant that `expiresAt` of a lot would have. */
function shownElement(element: Element, year: number) {
  const { ai, value } = element
  const date = dateIn(element, year)
  const until = date !== undefined && endsWithDate(ai) ? endOfDate(timeZone, date) : undefined
  return { ai, title: titleOf(ai), value, ...(date && { date }), ...(until && { until }) }
}

async function shownMatch(match: Match, at: Instant) {
  switch (match.type) {
    case 'material': {
      const { materialId, name, unit, gtin } = match.material
      return { type: match.type, materialId, name, unit, gtin }
    }
    case 'lot':
      return { type: match.type, ...shownLot(match.lot, at) }
    case 'sublot': {
      const { lot, sublot } = match
      const { containerId, serial } = sublot
      const where = await whereabouts(store, containerId === undefined ? [] : [containerId])
      const type = serial === undefined ? match.type : ('unit' as const)
      return { type, ...shownSublot(lot, sublot, containerId && where(containerId), at) }
    }
    case 'unit':
      return { type: match.type, ...shownUnit(match.unit, { lot: undefined, sublot: undefined }, at) }
    case 'container':
      return { type: match.type, ...(await withContent(match.container, at)) }
    case 'dispensed':
      return { type: match.type, ...match.dispensed }
    case 'person':
      return match
  }
}

export const handler = httpHandler(
  answered,
  {
    makeContainer: command(containers.makeContainer),
    makeSsccContainer: command(makeSsccContainer(companyPrefix())),
    listContainers,
    getContainer,
    packContainer: command(containers.packContainer),
    unpackContainer: command(containers.unpackContainer),
    moveContainer: command(containers.moveContainer),
    shipContainer: command(containers.shipContainer),
    scan,
  },
  tokenClaims(),
)
