/** A subject of the plant, as facts, holds and refusals name it. */
export interface Subject {
  readonly type: string
  readonly id: string
}

const roots: Readonly<Record<string, string>> = {
  order: 'orders',
  batch: 'batches',
  lot: 'lots',
  unit: 'units',
  container: 'containers',
  equipment: 'equipment',
  deviation: 'deviations',
  hold: 'holds',
  person: 'people',
  recipe: 'recipes',
  material: 'materials',
  shipment: 'shipments',
}

/** The address of the page of a subject: of a sublot (`lot@sublot`) that of its lot; a unit (`material@serial`) is below its material, a version (`recipe@version`) below its recipe. */
export function pageOf({ type, id }: Subject): string {
  if (type === 'sublot') return `/lots/${part(id.split('@')[0] ?? id)}`
  if (type === 'unit') return `/units/${id.split('@').map(part).join('/')}`
  if (type === 'recipe') return `/recipes/${id.split('@').map(part).join('/versions/')}`
  return `/${roots[type] ?? type}/${part(id)}`
}

const part = encodeURIComponent
