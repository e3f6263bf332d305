import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EquipmentId } from '../../../events/identifiers.ts'
import { equipmentLevels } from '../../../events/recipe.ts'
import type { Documents } from '../../../shared/domain/change.ts'
import type { Decision } from '../../../shared/domain/decision.ts'
import { defineEquipment, type Surroundings } from '../../../shared/domain/equipment/equipment.ts'
import type { Place } from '../../../shared/domain/equipment/place.ts'
import type { Equipment } from '../../../shared/domain/master-data.ts'
import { codes, later, machine, mixer, noon } from '../../support/given.ts'

const nowhere: Surroundings = {
  at: noon,
  equipment: undefined,
  machine: undefined,
  equipmentClass: undefined,
  own: undefined,
  parent: undefined,
  left: undefined,
}
const id = (text: string) => text as EquipmentId
const place = (equipmentId: string, level?: Place['level'], children: Place['children'] = {}): Place => ({
  equipmentId: id(equipmentId),
  ...(level && { level }),
  children,
})
const inLine = mixer({ parentId: id('LINE-1') })

/** All documents of a kind that a decision saves, by id. */
function saved<Kind extends 'place' | 'class' | 'equipment' | 'machine'>(
  decision: Decision,
  kind: Kind,
): Record<string, Documents[Kind]> {
  const changes = decision.outcome === 'accepted' ? decision.changes : []
  return Object.fromEntries(
    changes.flatMap((it) => (it.change === 'save' && it.kind === kind ? [[it.id, it.value as Documents[Kind]]] : [])),
  )
}

describe('an equipment that is defined', () => {
  test('creates its machine and its class, unless they exist', () => {
    const first = defineEquipment(mixer(), nowhere)
    expect(saved(first, 'class')).toEqual({ mixer: { equipmentClassId: 'mixer', name: 'mixer', capabilities: [] } })
    expect(saved(first, 'machine')).toMatchObject({ 'MIXER-1': { state: 'unknown' } })
    const known = { equipmentClassId: 'mixer', name: 'Mixers', capabilities: ['stir'] } as Documents['class']
    const second = defineEquipment(mixer(), { ...nowhere, machine: machine(), equipmentClass: known })
    expect([saved(second, 'class'), saved(second, 'machine')]).toEqual([{}, {}])
    const { equipmentClass: _none, ...plain } = mixer()
    expect(saved(defineEquipment(plain, nowhere), 'class')).toEqual({})
  })

  test('takes its place below its parent, even before the parent is defined', () => {
    expect(saved(defineEquipment(inLine, nowhere), 'place')).toEqual({
      'MIXER-1': place('MIXER-1', 'work-unit'),
      'LINE-1': place('LINE-1', undefined, { 'MIXER-1': 'work-unit' }),
    })
    const parent = place('LINE-1', 'work-center', { 'MIXER-0': 'work-unit' })
    expect(saved(defineEquipment(inLine, { ...nowhere, parent }), 'place')['LINE-1']).toEqual({
      ...parent,
      children: { 'MIXER-0': 'work-unit', 'MIXER-1': 'work-unit' },
    })
  })

  test('leaves its place below the old parent', () => {
    const left = place('LINE-0', 'work-center', { 'MIXER-1': 'work-unit', 'MIXER-2': 'work-unit' })
    const moved = defineEquipment(inLine, { ...nowhere, equipment: mixer({ parentId: id('LINE-0') }), left })
    expect(saved(moved, 'place')['LINE-0']?.children).toEqual({ 'MIXER-2': 'work-unit' })
  })

  test('is refused below a parent of a level that is not higher, and above children of a level that is not lower', () => {
    const below = (level: Equipment['level']) =>
      codes(defineEquipment(inLine, { ...nowhere, parent: place('LINE-1', level) }))
    expect(equipmentLevels.filter((level) => below(level).length === 0)).toEqual([
      'enterprise',
      'site',
      'area',
      'work-center',
      'storage-zone',
    ])
    const above = (level: Equipment['level']) =>
      codes(defineEquipment(mixer(), { ...nowhere, own: place('MIXER-1', undefined, { 'VALVE-1': level }) }))
    expect(equipmentLevels.filter((level) => above(level).length === 0)).toEqual(['equipment-module'])
    expect(codes(defineEquipment(mixer({ parentId: id('MIXER-1') }), nowhere))).toEqual(['hierarchy-broken'])
  })

  test('is refused with everything that is wrong with its place', () => {
    const own = place('MIXER-1', 'area', { 'LINE-1': 'work-center', 'LINE-2': 'work-center' })
    expect(codes(defineEquipment(inLine, { ...nowhere, own, parent: place('LINE-1', 'equipment-module') }))).toEqual([
      'hierarchy-broken',
      'hierarchy-broken',
      'hierarchy-broken',
    ])
  })

  test('is one of at most two thousand children, and can be defined again as one of them', () => {
    const children = Object.fromEntries(
      Array.from({ length: 2000 }, (_, number) => [`M-${number}`, 'work-unit' as const]),
    )
    const parent = place('LINE-1', 'work-center', children)
    expect(codes(defineEquipment(inLine, { ...nowhere, parent }))).toEqual(['hierarchy-broken'])
    expect(codes(defineEquipment({ ...inLine, equipmentId: id('M-7') }, { ...nowhere, parent }))).toEqual([])
  })

  test('makes a hierarchy without cycles, in any order and repetition of definitions', () => {
    const names = ['A', 'B', 'C', 'D'].map(id)
    const rank: Record<Equipment['level'], number> = {
      enterprise: 0,
      site: 1,
      area: 2,
      'work-center': 3,
      'storage-zone': 3,
      'work-unit': 4,
      'storage-unit': 4,
      'equipment-module': 5,
    }
    const definition = fc.record({
      equipmentId: fc.constantFrom(...names),
      level: fc.constantFrom(...equipmentLevels),
      parentId: fc.option(fc.constantFrom(...names), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(definition, { maxLength: 30 }), (definitions) => {
        const places: Record<string, Place> = {}
        const equipment: Record<string, Equipment> = {}
        for (const { equipmentId, level, parentId } of definitions) {
          const before = equipment[equipmentId]
          const moves = before?.parentId !== undefined && before.parentId !== parentId ? before.parentId : undefined
          const value = { name: 'Thing', equipmentId, level, capabilities: [], ...(parentId && { parentId }) }
          const decision = defineEquipment(value, {
            ...nowhere,
            equipment: before,
            own: places[equipmentId],
            parent: parentId && places[parentId],
            left: moves && places[moves],
          })
          Object.assign(places, saved(decision, 'place'))
          Object.assign(equipment, saved(decision, 'equipment'))
        }
        for (const { level, parentId } of Object.values(equipment)) {
          const parent = parentId && equipment[parentId]
          if (parent) expect(rank[parent.level]).toBeLessThan(rank[level])
        }
      }),
    )
  })
})

describe('the capabilities of an equipment', () => {
  test('are its own and those of its class', () => {
    const equipmentClass = { equipmentClassId: 'mixer', name: 'Mixer', capabilities: ['stirring', 'heating'] }
    const around = { ...nowhere, equipmentClass: equipmentClass as unknown as Surroundings['equipmentClass'] }
    expect(defineEquipment(mixer({ capabilities: ['vacuum', 'heating'] }), around as Surroundings)).toMatchObject({
      fact: { data: { capabilities: ['vacuum', 'heating', 'stirring'] } },
    })
  })
})

describe('a machine', () => {
  const around = (cleanUntil: string | undefined, known = mixer()) => ({
    ...nowhere,
    equipment: known,
    machine: machine(cleanUntil === undefined ? {} : { cleanUntil }),
  })
  const machineAfter = (definition: Equipment, where: ReturnType<typeof around>) => {
    const decision = defineEquipment(definition, where as Surroundings)
    if (decision.outcome === 'refused') throw new Error(JSON.stringify(decision.violations))
    return decision.changes.find((it) => it.change === 'save' && it.kind === 'machine')
  }

  test('stays as clean as its last cleaning left it until a definition says otherwise', () => {
    expect(machineAfter(mixer({ name: 'The large mixer' }), around(noon))).toBeUndefined()
    expect(machineAfter(mixer({ cleanUntil: later(60) }), around(undefined))).toBeUndefined()
    const changed = machineAfter(mixer({ cleanUntil: later(60) }), around(noon))
    expect(changed).toMatchObject({ value: { equipmentId: 'MIXER-1' } })
    expect(changed).not.toHaveProperty('value.cleanUntil')
  })
})
