import type { SublotId } from '../../events/identifiers.ts'
import type { Material } from '../../shared/domain/master-data.ts'
import type { Order, Snapshot } from '../../shared/domain/orders/order.ts'
import type { Lot } from '../../shared/domain/stock/lot.ts'
import { dayOf } from '../../shared/domain/wall-clock.ts'
import { containerKey, type Dispensed, rejectedBefore } from '../../shared/domain/weighing/dispensed.ts'
import { httpHandler, type Operation } from '../../shared/http/handler.ts'
import { Problem } from '../../shared/http/problem.ts'
import { notFound } from '../../shared/http/reading.ts'
import { dispensingLabel, type Label } from '../../shared/labels/label.ts'
import { pdfOf } from '../../shared/labels/pdf.ts'
import { zplOf } from '../../shared/labels/zpl.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { store } from '../../shared/runtime/plant.ts'
import { ref } from '../../shared/usecases/store.ts'
import { routes } from './routes.ts'

const timeZone = environment(variable.timeZone)

const getContainerLabel: Operation = async ({ path: { orderId = '', containerId = '' }, query }) => {
  const { container, order, snapshot } = await store.load({
    container: ref.dispensed(orderId, containerId),
    order: ref.order(orderId),
    snapshot: ref.snapshot(orderId),
  })
  if (!container || !order) throw notFound({ kind: 'dispensed container', id: containerKey(orderId, containerId) })
  const rejected = rejectedBefore(container.value)
  if (rejected) throw new Problem(rejected.code, [rejected])
  const { materialId, lotId, sublotId } = container.value
  const { material, lot, sublot } = await store.load({
    material: ref.material(materialId),
    lot: ref.lot(lotId),
    sublot: sublotId === undefined ? undefined : ref.sublot(lotId, sublotId),
  })
  const { format, print } = query as { format: 'zpl' | 'pdf'; print: number }
  const label = labelOf(container.value, {
    order: order.value,
    print,
    snapshot: snapshot?.value,
    material: material?.value,
    expiresAt: sublot?.value.expiresAt ?? lot?.value.expiresAt,
  })
  return format === 'pdf'
    ? inline('application/pdf', { bytes: await pdfOf(label) })
    : inline('application/zpl', { text: zplOf(label) })
}

interface Around {
  readonly order: Order
  readonly snapshot: Snapshot | undefined
  readonly material: Material | undefined
  readonly expiresAt: Lot['expiresAt']
  readonly print: number
}

/** The same container gives the same label, until it is verified or printed again. */
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
    ...(expiresAt !== undefined && { expires: dayOf(timeZone, expiresAt) }),
    dispensedBy: weighed.name,
    ...(verified && { verifiedBy: verified.name }),
  })
}

const inline = (mediaType: string, content: { readonly text: string } | { readonly bytes: Uint8Array }) => ({
  headers: { 'content-type': mediaType },
  ...content,
})

export const handler = httpHandler(routes, { getContainerLabel }, environment(variable.rolesClaim))
