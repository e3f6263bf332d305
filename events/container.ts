import * as z from 'zod'
import { fault } from './fault.ts'
import { containerId, equipmentId, lotId, materialId, shipmentId, sublotId } from './identifiers.ts'
import { consignee } from './material.ts'
import { quantity } from './quantity.ts'

export const containerKinds = ['case', 'pallet', 'tote', 'drum', 'bag', 'tray', 'bin', 'crate', 'other'] as const

const reason = z.string().trim().min(3).max(2000)
const kind = z.enum(containerKinds)

/** A DynamoDB transaction has at most 100 items; forty packed units of forty lots are eighty. */
const mostAtOnce = 40

/** An id of digits only is an SSCC; an id of the plant contains a letter. */
export const makeContainer = z
  .strictObject({ containerId, kind, location: equipmentId.optional() })
  .meta({ id: 'MakeContainer' })
export type MakeContainer = z.infer<typeof makeContainer>

/** A container whose SSCC the plant makes from the site's GS1 company prefix. */
export const makeSscc = makeContainer.omit({ containerId: true }).meta({ id: 'MakeSscc' })
export type MakeSscc = z.infer<typeof makeSscc>

const unit = z.strictObject({ lotId, sublotId })
const content = z.strictObject({
  units: z.array(unit).max(mostAtOnce).default([]),
  containers: z.array(containerId).max(mostAtOnce).default([]),
})
type Content = z.infer<typeof content>

const countOf = ({ units, containers }: Content): number => units.length + containers.length
const namesOnce = ({ units, containers }: Content): boolean =>
  new Set([...units.map((it) => `${it.lotId}/${it.sublotId}`), ...containers]).size === countOf({ units, containers })
const once = { path: ['units'], message: fault('each-once') }
const few = { path: ['units'], message: fault('units-and-containers', { most: mostAtOnce }) }

export const packContainer = content
  .refine(namesOnce, once)
  .refine((it) => countOf(it) <= mostAtOnce, few)
  .refine((it) => countOf(it) > 0, { path: ['units'], message: fault('nothing-named') })
  .meta({ id: 'PackContainer' })
export type PackContainer = z.infer<typeof packContainer>

/** All content, if nothing is named. */
export const unpackContainer = content
  .refine(namesOnce, once)
  .refine((it) => countOf(it) <= mostAtOnce, few)
  .meta({ id: 'UnpackContainer' })
export type UnpackContainer = z.infer<typeof unpackContainer>

export const moveContainer = z.strictObject({ to: equipmentId, reason: reason.optional() })
export type MoveContainer = z.infer<typeof moveContainer>

export const shipContainer = z
  .strictObject({ shipmentId, to: consignee, reason: reason.optional() })
  .meta({ id: 'ShipContainer' })
export type ShipContainer = z.infer<typeof shipContainer>

const told = z.array(unit.extend({ materialId, quantity }))
const aggregated = z.strictObject({ containerId, units: told, containers: z.array(containerId) })

/** Facts about a container. Each also points to every lot and container that it names. */
export const containerFacts = {
  'andon.container.made.v1': makeContainer,
  'andon.container.packed.v1': aggregated,
  'andon.container.unpacked.v1': aggregated,
  'andon.container.moved.v1': z.strictObject({
    containerId,
    from: equipmentId.optional(),
    to: equipmentId,
    reason: reason.optional(),
  }),
  /** `containers` are the inner containers at any depth, `units` all sublots that were shipped in them. */
  'andon.container.shipped.v1': aggregated.extend({ shipmentId, to: consignee, reason: reason.optional() }),
} as const
