import type { Say, Sentences } from '../sentence.ts'
import { counted } from './words.ts'

interface OfContainer {
  readonly containerId: string
}
/** How much of what a container holds. */
interface Content extends OfContainer {
  readonly sublots: number
  readonly lots: number
  readonly containers: number
}

const container = (p: OfContainer) => `Container ${p.containerId}`
const sublots = (p: Content) => `${counted(p.sublots, 'sublot', 'sublots')} of ${counted(p.lots, 'lot', 'lots')}`

export const containers = {
  'container-unknown': (p: OfContainer) => `There is no container ${p.containerId} at this site; name another one.`,
  'container-packed': (p: OfContainer & { parentId: string }) =>
    `${container(p)} stands in container ${p.parentId}; unpack it first.`,
  'container-in-itself': (p: OfContainer) => `${container(p)} cannot be packed in itself.`,
  'container-closed/unchanged': (p: OfContainer & { shipmentId: string }) =>
    `${container(p)} left with shipment ${p.shipmentId}; its content does not change any more.`,
  'container-closed/shipped': (p: OfContainer & { shipmentId: string }) =>
    `${container(p)} left with shipment ${p.shipmentId}; it cannot be shipped twice.`,
  'container-empty/ship': (p: OfContainer) => `${container(p)} is empty; there is nothing to ship.`,
  'container-empty/unpack': (p: OfContainer) => `${container(p)} is empty already.`,
  'container-full/pack-at-once': (p: OfContainer & { lots: number }) =>
    `The sublots of ${counted(p.lots, 'lot', 'lots')} do not come into container ${p.containerId} at once; pack the containers first, then the sublots.`,
  'container-full/pack': (p: Content & { containersAtMost: number; itemsAtMost: number }) =>
    `${container(p)} would hold ${sublots(p)} and ${counted(p.containers, 'container', 'containers')}; it takes ${p.containersAtMost} containers, and sublots and twice their lots may come to ${p.itemsAtMost}.`,
  'container-full/unpack': (p: OfContainer) =>
    `${container(p)} holds more than comes out at once; name up to forty of what is in it.`,
  'container-full/ship': (p: Content) =>
    `${container(p)} holds ${sublots(p)} in ${counted(p.containers, 'container', 'containers')}, more than leaves at once; ship the containers in it first, one by one, then this one.`,
  'not-in-container/sublot': (p: OfContainer & { lotId: string; sublotId: string }) =>
    `Sublot ${p.sublotId} of lot ${p.lotId} is not in container ${p.containerId}; name only what is in it.`,
  'not-in-container/container': (p: OfContainer & { inner: string }) =>
    `Container ${p.inner} is not in container ${p.containerId}; name only what is in it.`,
  'lot-insufficient/pack': (p: { lotId: string; sublotId: string }) =>
    `Nothing is left of sublot ${p.sublotId} of lot ${p.lotId}; there is nothing to pack.`,
  'shipment-misdirected/inner-container': (p: OfContainer & { outer: string; shipmentId: string }) =>
    `${container(p)} stands in container ${p.outer} and left with shipment ${p.shipmentId}; ship ${p.outer} with the same shipment.`,
  'already-exists/container': (p: OfContainer) => `${container(p)} exists already; take another id.`,
  'barcode-invalid/container-id': (p: { because: unknown }, say: Say) =>
    `${say(p.because)} A number of the plant’s own has a letter in it.`,
  'barcode-invalid/logistic-label': (p: { because: unknown }, say: Say) =>
    `${say(p.because)} A logistic label is for a container whose id is an SSCC; let the plant number it.`,
  'sscc-unavailable/no-prefix': (p: { site: string }) =>
    `Site ${p.site} has no GS1 company prefix in its site file; number the container otherwise.`,
  'sscc-unavailable/none-free': (p: { prefix: string }) =>
    `No number under the company prefix ${p.prefix} was free; the site needs another prefix.`,
} as const satisfies Sentences
