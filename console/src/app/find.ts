import type { Answer } from '../../../shared/client/client.ts'
import { type Plant, read } from '../api/client.ts'
import { pageOf, type Subject } from './pages.ts'

/** What a code names, with the way to its page. */
export interface Found {
  readonly subject: Subject
  readonly to: string
  readonly kind: string
  readonly id: string
  readonly name?: string | undefined
}

/** All that a code may name. What is not there, or not to be read by this person, is no match. */
export async function everything(plant: Plant, code: string): Promise<readonly Found[]> {
  const ask = async <Body>(asked: Promise<Answer<Body>>, of: (body: Body) => readonly Found[]) =>
    read(asked).then(of, () => [])
  const isId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(code)
  const matches = await Promise.all([
    ask(plant.scan({ code }), (it) => it.matches.map(foundOf)),
    ...(isId
      ? [
          ask(plant.getOrder({ orderId: code }), (it) => [found('order', code, it.product)]),
          ask(plant.getEquipment({ equipmentId: code }), (it) => [found('equipment', code, it.name)]),
          ask(plant.getDeviation({ deviationId: code }), (it) => [found('deviation', code, it.title)]),
          ask(plant.listRecipeVersions({ recipeId: code }, { limit: '1' }), ({ items }) =>
            items.map(({ product }) => found('recipe', code, product)),
          ),
          ask(plant.getHold({ holdId: code }), (it) => [found('hold', code, it.reason)]),
          ask(plant.getShipment({ shipmentId: code }), ({ to }) => [found('shipment', code, to.name ?? to.id)]),
        ]
      : []),
  ])
  return matches.flat()
}

type Match = Extract<Awaited<ReturnType<Plant['scan']>>, { readonly ok: true }>['body']['matches'][number]

/** A subject as it is offered. */
export const found = (type: string, id: string, name?: string): Found => ({
  subject: { type, id },
  to: pageOf({ type, id }),
  kind: type,
  id,
  name,
})

function foundOf(it: Match): Found {
  if (it.type === 'material') return found('material', it.materialId, it.name)
  if (it.type === 'lot') return found('lot', it.lotId, it.materialId)
  if (it.type === 'person') return found('person', it.personId, it.name)
  if (it.type === 'container') return found('container', it.containerId)
  if (it.type === 'dispensed')
    return { ...found('order', it.orderId), kind: 'dispensed', id: it.containerId, name: it.orderId }
  if ('serial' in it && it.serial !== undefined)
    return { ...found('unit', `${it.materialId}@${it.serial}`), id: it.serial, name: it.materialId }
  return { ...found('lot', it.lotId), kind: it.type }
}
