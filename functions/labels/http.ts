import type { SublotId } from '../../events/identifiers.ts'
import { readSscc } from '../../shared/domain/codes/gs1.ts'
import type { Material } from '../../shared/domain/master-data.ts'
import type { Order, Snapshot } from '../../shared/domain/orders/order.ts'
import { add, isZero, zero } from '../../shared/domain/quantity.ts'
import { violation } from '../../shared/domain/refusal.ts'
import { type Container, lotsOf } from '../../shared/domain/stock/container.ts'
import { contentOf } from '../../shared/domain/stock/container-content.ts'
import type { Lot } from '../../shared/domain/stock/lot.ts'
import { statusWithin } from '../../shared/domain/stock/sublot.ts'
import { lastDateOf } from '../../shared/domain/wall-clock.ts'
import { containerKey, type Dispensed, rejectedBefore } from '../../shared/domain/weighing/dispensed.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { Problem } from '../../shared/http/problem.ts'
import { notFound } from '../../shared/http/reading.ts'
import { dispensingLabel, type Label, logisticLabel } from '../../shared/labels/label.ts'
import { zplOf } from '../../shared/labels/zpl.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { store } from '../../shared/runtime/plant.ts'
import { tokenClaims } from '../../shared/runtime/token-issuer.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { type Content, contentIn } from '../../shared/usecases/stock/aggregation.ts'
import { routes } from './routes.ts'

type Operating = Operations<typeof routes>

const timeZone = environment(variable.timeZone)

const getContainerLabel = (async ({ path: { orderId, containerId }, query }) => {
  const { container, order, snapshot } = await store.load({
    container: ref.dispensed(orderId, containerId),
    order: ref.order(orderId),
    snapshot: ref.snapshot(orderId),
  })
  if (!container || !order) throw notFound({ kind: 'dispensed', id: containerKey(orderId, containerId) })
  const rejected = rejectedBefore(container.value)
  if (rejected) throw new Problem(rejected.code, [rejected])
  const { materialId, lotId, sublotId } = container.value
  const { material, lot, sublot } = await store.load({
    material: ref.material(materialId),
    lot: ref.lot(lotId),
    sublot: sublotId === undefined ? undefined : ref.sublot(lotId, sublotId),
  })
  const { format, print } = query
  const label = labelOf(container.value, {
    order: order.value,
    print,
    snapshot: snapshot?.value,
    material: material?.value,
    expiresAt: sublot?.value.expiresAt ?? lot?.value.expiresAt,
  })
  return printed(label, format)
}) satisfies Operating['getContainerLabel']

/** Loaded on demand: the library and the font are 600 KB, and most printers take ZPL. */
const pdf = () => import('../../shared/labels/pdf.ts')
/** Of it, the library of symbols is most. */
const svg = () => import('../../shared/labels/svg.ts')

async function printed(label: Label, format: 'zpl' | 'pdf' | 'svg') {
  if (format === 'zpl') return inline('application/zpl', { text: zplOf(label) })
  if (format === 'svg') return inline('image/svg+xml', { text: (await svg()).svgOf(label) })
  return inline('application/pdf', { bytes: await (await pdf()).pdfOf(label) })
}

/** A container without an SSCC is refused: its id is known only inside the plant, so no GS1 symbol can name it. */
const getLogisticLabel = (async ({ path: { containerId }, query, at }) => {
  const { container } = await store.load({ container: ref.container(containerId) })
  if (!container) throw notFound(ref.container(containerId))
  const sscc = readSscc(containerId)
  if (sscc.outcome === 'faulty')
    throw new Problem(
      'barcode-invalid',
      sscc.faults.map(({ why }) =>
        violation('barcode-invalid/logistic-label', { because: why }, `container:${containerId}`),
      ),
    )
  const content = await contentIn(store, container.value)
  const { format, print } = query
  return printed(logisticLabel({ at, print, sscc: sscc.value, ...(await told(container.value, content)) }), format)
}) satisfies Operating['getLogisticLabel']

/** The content on a label: lot, material, quantity and expiry if all of it is of one lot; otherwise only that it is mixed. */
async function told(container: Container, content: Content) {
  const { units, unread } = contentOf(container.containers, content.container)
  const packed = [...container.units, ...units]
  if (packed.length === 0 && unread.length === 0) return { title: `Empty ${container.kind}` }
  const stock = packed.map(content.stock)
  const [first] = stock
  const isOfOneLot = unread.length === 0 && lotsOf(packed).length === 1
  if (!isOfOneLot || !first) return { title: `Mixed ${container.kind}` }
  const { lotId, materialId, unit } = first.lot
  const { material } = await store.load({ material: ref.material(materialId) })
  const net = stock.reduce((sum, it) => add(sum, it?.sublot?.remaining ?? zero), zero)
  const [expiresAt] = stock.flatMap((it) => (it?.sublot && statusWithin(it.lot, it.sublot).expiresAt) ?? []).sort()
  return {
    title: material?.value.name ?? materialId,
    lotId,
    materialId,
    hazards: material?.value.hazards ?? [],
    ...(!isZero(net) && { net: { value: net, unit } }),
    ...(expiresAt !== undefined && { expires: lastDateOf(timeZone, expiresAt) }),
  }
}

interface Around {
  readonly order: Order
  readonly snapshot: Snapshot | undefined
  readonly material: Material | undefined
  readonly expiresAt: Lot['expiresAt']
  readonly print: number
}

/** The label of a dispensed container stays the same until the container is verified or the label is printed again. */
function labelOf(container: Dispensed, { order, snapshot, material, expiresAt, print }: Around): Label {
  const { containerId, lotId, materialId, net, tare, gross, potency, weighed, verified } = container
  const step = snapshot?.steps.find(({ stepId }) => stepId === container.stepId)
  return dispensingLabel({
    at: weighed.at,
    print,
    containerId: containerId as SublotId,
    lotId,
    material: { materialId, name: material?.name ?? materialId, hazards: material?.hazards ?? [] },
    order: { orderId: order.orderId, product: order.product, ...(step && { step: step.name }) },
    net,
    ...(tare && { tare }),
    ...(gross && { gross }),
    ...(potency !== undefined && { potency: { value: potency, unit: '%' } }),
    ...(expiresAt !== undefined && { expires: lastDateOf(timeZone, expiresAt) }),
    dispensedBy: weighed.name,
    ...(verified && { verifiedBy: verified.name }),
  })
}

const inline = (mediaType: string, content: { readonly text: string } | { readonly bytes: Uint8Array }) => ({
  headers: { 'content-type': mediaType },
  ...content,
})

export const handler = httpHandler(routes, { getContainerLabel, getLogisticLabel }, tokenClaims())
