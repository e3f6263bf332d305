import type { EquipmentId } from '../../../events/identifiers.ts'
import type { Equipment } from '../../domain/master-data.ts'
import { type Reading, ref } from '../commit/store.ts'

/** The gateway behind which each equipment is, by its id. */
export async function gatewaysOf(
  store: Pick<Reading, 'load'>,
  equipmentIds: readonly string[],
): Promise<Readonly<Record<string, string | undefined>>> {
  if (equipmentIds.length === 0) return {}
  const found = await store.load(Object.fromEntries(equipmentIds.map((id) => [id, ref.equipment(id)])))
  return Object.fromEntries(equipmentIds.map((id) => [id, (found[id]?.value as Equipment | undefined)?.gateway]))
}

/** Why a gateway may not speak for an equipment, if it may not: the definition of the equipment names the one that may. */
export async function gatewayFault(
  store: Pick<Reading, 'load'>,
  gateway: string,
  equipmentId: EquipmentId,
): Promise<string | undefined> {
  const { [equipmentId]: own } = await gatewaysOf(store, [equipmentId])
  if (own === gateway) return undefined
  const named = own === undefined ? 'no gateway' : `the gateway ${own}`
  return `${gateway} published for ${equipmentId}, whose definition names ${named}; set \`gateway\` of the equipment to ${gateway} if it may speak for it.`
}
