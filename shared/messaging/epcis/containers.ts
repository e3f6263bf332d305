import type { Consignee } from '../../../events/material.ts'
import { leaving, lyingAt } from './lots.ts'
import { containerOf, type Plant } from './names.ts'
import { apart, type Stock, type Told } from './objects.ts'

interface Content {
  readonly containerId: string
  readonly units: readonly Stock[]
  readonly containers: readonly string[]
}

export const made = (data: { containerId: string; location?: string | undefined }, plant: Plant): Told[] => [
  {
    type: 'ObjectEvent',
    action: 'ADD',
    epcList: [containerOf(plant, data.containerId)],
    bizStep: 'commissioning',
    disposition: 'active',
    ...(data.location && lyingAt(plant, data.location)),
  },
]

export const packed = (data: Content, plant: Plant): Told[] => [
  { ...aggregation('ADD', data, plant), bizStep: 'packing' },
]

export const unpacked = (data: Content, plant: Plant): Told[] => [
  { ...aggregation('DELETE', data, plant), bizStep: 'unpacking' },
]

/** The content of a container moves with it. */
export const moved = (data: { containerId: string; to: string }, plant: Plant): Told[] => [
  {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    epcList: [containerOf(plant, data.containerId)],
    bizStep: 'storing',
    ...lyingAt(plant, data.to),
  },
]

/** A container ships with all its content, at any depth; an empty one ships alone. */
export function shipped(data: Content & { shipmentId: string; to: Consignee }, plant: Plant): Told[] {
  const isEmpty = data.units.length + data.containers.length === 0
  const objects: Told = isEmpty
    ? { type: 'ObjectEvent', action: 'OBSERVE', epcList: [containerOf(plant, data.containerId)] }
    : aggregation('OBSERVE', data, plant)
  return [{ ...objects, ...leaving(data, plant) }]
}

function aggregation(action: 'ADD' | 'OBSERVE' | 'DELETE', data: Content, plant: Plant): Told {
  const { epcs, quantities } = apart(plant, data.units)
  const childEPCs = [...data.containers.map((id) => containerOf(plant, id)), ...epcs]
  return {
    type: 'AggregationEvent',
    action,
    parentID: containerOf(plant, data.containerId),
    ...(childEPCs.length > 0 && { childEPCs }),
    ...(quantities.length > 0 && { childQuantityList: quantities }),
  }
}
