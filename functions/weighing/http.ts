import type { Tongue } from '../../events/sentences/tongue.ts'
import { readElements } from '../../shared/domain/codes/element-string.ts'
import { type Candidate, fitness } from '../../shared/domain/equipment/fitness.ts'
import { isMore } from '../../shared/domain/quantity.ts'
import { boundsOf } from '../../shared/domain/recipes/line.ts'
import { violation } from '../../shared/domain/refusal.ts'
import { containerKey, type ScannedCode } from '../../shared/domain/weighing/dispensed.ts'
import { type Bench, displayOf, type LineReadiness } from '../../shared/domain/weighing/dispensing.ts'
import { checkState, objectionsToScale } from '../../shared/domain/weighing/scale.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import { languageHeaders } from '../../shared/http/language.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { Problem } from '../../shared/http/problem.ts'
import { notFound, reading } from '../../shared/http/reading.ts'
import type { PathOf } from '../../shared/http/route.ts'
import { signInReader } from '../../shared/http/sign-in-token.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { dispensedOf } from '../../shared/storage/lists/weighing.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { told, tongueOf } from '../../shared/usecases/telling.ts'
import * as charging from '../../shared/usecases/weighing/charging.ts'
import * as dispensing from '../../shared/usecases/weighing/weighing.ts'
import type { answers } from './answers.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>
type ContainerPath = PathOf<'/v1/orders/{orderId}/dispensed/{containerId}'>

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))
const read = reading(store)
const timeZone = environment(variable.timeZone)

/** Andon's labels have lot, container and order under AI 91 to 93, for company internal information. A plain code is the container's id itself. */
function codeIn(scanned: string, at: string): ScannedCode {
  const elements = readElements(scanned, Number(at.slice(0, 4)))
  const told = (ai: string) =>
    elements.outcome === 'sound' ? elements.value.find((it) => it.ai === ai)?.value : undefined
  const own = told('92')
  return { names: own === undefined ? [scanned] : [scanned, own], lotId: told('91'), orderId: told('93') }
}

const getDispensing = (async ({ path, query, caller, at, language }) => {
  const { orderId, stepId } = path
  const found = await dispensing.dispensingOf(store, (id) => dispensedOf(table, id), path, query, { at, caller })
  if (!found)
    throw new Problem('not-found', [violation('not-found/step-to-weigh', { orderId, stepId }, `order:${orderId}`)])
  const { scale } = found
  const tongue = await tongueOf(language)
  return {
    json: {
      ...(scale && query.equipmentId !== undefined && { scale: scaleShown(query.equipmentId, scale, at, tongue) }),
      items: found.lines.map((it) => lineShown(it, tongue)),
    },
    headers: languageHeaders(language),
  }
}) satisfies Operating['getDispensing']

function scaleShown(equipmentId: NonNullable<Bench['equipmentId']>, scale: Candidate, at: string, tongue: Tongue) {
  const { equipment, machine } = scale
  return {
    equipmentId,
    ...(equipment && fitness(equipment, machine, at)),
    increment: equipment?.scale?.increment,
    dailyCheck: checkState(machine, at),
    checkedUntil: machine?.scaleCheck?.validUntil,
    display: equipment?.scale && displayOf(machine, equipment.scale),
    violations: told(objectionsToScale(equipmentId, scale, { at, timeZone }), tongue),
  }
}

function lineShown({ line, done, violations, ...found }: LineReadiness, tongue: Tongue) {
  const { least, most } = boundsOf(line)
  const { unit } = line.quantity
  const { lineId, materialId, quantity, exact, weighing, potency } = line
  return {
    lineId,
    materialId,
    weighing,
    potency,
    required: quantity,
    ...(exact !== undefined && { exact }),
    least: { value: least, unit },
    most: { value: most, unit },
    done,
    complete: !isMore(least, done.value),
    ...found,
    ...(violations && { canWeigh: violations.length === 0, violations: told(violations, tongue) }),
  }
}

const listDispensed = (async ({ path: { orderId } }) => {
  const [{ order }, items] = await Promise.all([store.load({ order: ref.order(orderId) }), dispensedOf(table, orderId)])
  if (!order) throw notFound(ref.order(orderId))
  return { json: { items } }
}) satisfies Operating['listDispensed']

export const handler = httpHandler(
  answered,
  {
    checkScale: command(dispensing.checkScale(timeZone)),
    weigh: command(dispensing.weigh),
    getDispensing,
    listDispensed,
    getDispensed: read('dispensed', ({ orderId, containerId }: ContainerPath) => containerKey(orderId, containerId)),
    verifyContainer: command(dispensing.verifyContainer(codeIn)),
    rejectContainer: command(dispensing.rejectContainer),
    chargeContainer: command(charging.chargeContainer(codeIn)),
    reverseCharge: command(charging.reverseCharge),
  },
  issuer,
)
