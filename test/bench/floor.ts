import { signIn } from '../../local/demo/client.ts'
import { type Client, clientWith, must } from './client.ts'
import { pacer } from './pace.ts'
import type { BenchPlant } from './plant.ts'

/** A plant with all definitions that orders need, so that only orders are measured. */
export interface Floor {
  readonly plant: BenchPlant
  /** Part of every id of this run, so that runs on the same plant do not collide. */
  readonly run: string
  /** Adds a connection of a supervisor, who may plan and work. */
  connect(): Client
  readonly token: string
  readonly recipeId: string
  /** The recipe of one step on a mixer that measures the temperature. */
  readonly mixingRecipeId: string
  readonly product: string
  readonly lots: readonly [string, string]
  /** Receives a released lot of the first material, and returns its id. */
  receiveLot(name: string, quantity: object): Promise<string>
  /** Defines a mixer that measures its temperature, and returns its id. */
  defineMixer(name: string): Promise<string>
  close(): void
}

/** Enough for every issue of the longest run. */
const plenty = { value: '100000000', unit: 'kg' }

export async function prepareFloor(plant: BenchPlant): Promise<Floor> {
  const run = Date.now().toString(36).toUpperCase()
  const mayGo = pacer()
  const as = async (user: string) => clientWith(plant.url, await signIn(plant.url, user), mayGo)
  const [erik, quinn, token] = await Promise.all([as('erik'), as('quinn'), signIn(plant.url, 'olga')])
  const connect = () => clientWith(plant.url, token, mayGo)
  const olga = connect()
  const sign = async (meaning: string) => ({ signature: { meaning, signer: await signIn(plant.url, 'quinn') } })

  const materials = [`SUGAR-${run}`, `WATER-${run}`, `SYRUP-${run}`] as const
  for (const id of materials)
    await must(erik.send('PUT', `/v1/materials/${id}`, { name: id, unit: 'kg' }), `the material ${id}`)
  const [sugar, water, product] = materials
  const lots = [`LOT-${sugar}`, `LOT-${water}`] as const
  const released = async (lotId: string, materialId: string, quantity: object) => {
    await must(olga.send('POST', '/v1/lots', { lotId, materialId, quantity }), `the lot ${lotId}`)
    await must(quinn.send('POST', `/v1/lots/${lotId}/release`, await sign('released')), `the release of ${lotId}`)
    return lotId
  }
  await released(lots[0], sugar, plenty)
  await released(lots[1], water, plenty)
  const receiveLot = (name: string, quantity: object) => released(`LOT-${name}-${run}`, sugar, quantity)
  const approve = async (recipeId: string, step: object) => {
    const version = `/v1/recipes/${recipeId}/versions/1`
    await must(erik.send('PUT', version, recipe(product, step)), `the recipe ${recipeId}`)
    await must(erik.send('POST', `${version}/submit`, {}), `the submission of ${recipeId}`)
    await must(quinn.send('POST', `${version}/approve`, await sign('approved')), `the approval of ${recipeId}`)
    return recipeId
  }
  await must(erik.send('PUT', '/v1/equipment-classes/mixer', { name: 'Mixer' }), 'the class of mixers')
  const recipeId = await approve(`WEIGHING-${run}`, weighing(sugar, water))
  const mixingRecipeId = await approve(`MIXING-${run}`, mixing)

  const defineMixer = async (name: string) => {
    const id = `${name}-${run}`
    const mixer = { name: id, level: 'work-unit', equipmentClass: 'mixer' }
    await must(erik.send('PUT', `/v1/equipment/${id}`, mixer), `the equipment ${id}`)
    return id
  }
  const clients = [erik, quinn, olga]
  const close = () => {
    for (const client of clients) client.close()
  }
  return { plant, run, connect, token, recipeId, mixingRecipeId, product, lots, receiveLot, defineMixer, close }
}

const recipe = (product: string, step: object) => ({
  product,
  batchSize: { min: kg('1'), nominal: kg('100'), max: kg('1000') },
  steps: [step],
})

const line = (lineId: string, materialId: string, value: string) => ({
  lineId,
  materialId,
  quantity: kg(value),
  tolerance: { minusPercent: '1', plusPercent: '1' },
})

export const weighing = (sugar: string, water: string) => ({
  stepId: 'weigh',
  name: 'Weigh and dissolve',
  materials: [line('0010', sugar, '40'), line('0020', water, '60')],
})

export const mixing = {
  stepId: 'mix',
  name: 'Mix',
  equipmentClass: 'mixer',
  parameters: [{ parameterId: 'temperature', unit: 'Cel', low: '35', high: '45', source: 'device' }],
}

export const kg = (value: string) => ({ value, unit: 'kg' })
