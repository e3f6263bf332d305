import { describe, expect, test } from 'vitest'
import { unpackContainer as unpackBody } from '../../../events/container.ts'
import { packContainer, unpackContainer } from '../../../shared/domain/stock/packing.ts'
import { aContainer, aUnit, foundUnit, nowhere, pumps, unitIn } from '../../support/containers.ts'
import { accepted, codes, each, material, noon, whyNot } from '../../support/given.ts'

type Around = typeof nowhere
const rack = { equipmentId: 'RACK-1', capabilities: ['dry'] }
const cold = material({ materialId: 'PUMP', unit: '{each}', storage: ['cold'] })
const nothing = unpackBody.parse({})
const idOf = (containerId: string) => aContainer({ containerId }).containerId
const inner = (containerId: string, container = true) => ({
  containerId: idOf(containerId),
  container: container ? aContainer({ containerId }) : undefined,
})
const some = (count: number, lotId = 'PUMP-7') => Array.from({ length: count }, (_, at) => unitIn(`S-${at}`, lotId))

describe('packing', () => {
  const pack = (
    units: Parameters<typeof packContainer>[1],
    containers: Parameters<typeof packContainer>[2] = [],
    into = aContainer(),
    around: Around = nowhere,
  ) => packContainer(into, units, containers, { units: [], containers: containers.map((it) => it.containerId) }, around)

  test('puts units and containers into it, which name it from then on and by which it is found', () => {
    const case2 = { containerId: idOf('CASE-2'), container: aContainer({ containerId: 'CASE-2', location: 'RACK-2' }) }
    const into = aContainer({ units: [unitIn('S-9')] })
    const decision = pack([foundUnit(aUnit('S-1')), foundUnit(aUnit('S-2'))], [case2], into)
    const told = (sublotId: string) => ({ lotId: 'PUMP-7', sublotId, materialId: 'PUMP', quantity: each('1') })
    expect(decision).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.container.packed.v1',
        data: { containerId: 'CASE-1', units: [told('S-1'), told('S-2')], containers: ['CASE-2'] },
      },
      changes: [
        {
          change: 'save',
          kind: 'container',
          id: 'CASE-1',
          value: { ...into, units: [unitIn('S-9'), unitIn('S-1'), unitIn('S-2')], containers: ['CASE-2'] },
        },
        { change: 'pack', lotId: 'PUMP-7', sublotId: 'S-1', remaining: '1', containerId: 'CASE-1' },
        { change: 'pack', lotId: 'PUMP-7', sublotId: 'S-2', remaining: '1', containerId: 'CASE-1' },
        // Where it stands is from now on where the outer one stands.
        {
          change: 'save',
          kind: 'container',
          id: 'CASE-2',
          value: aContainer({ containerId: 'CASE-2', parentId: 'CASE-1' }),
        },
      ],
      pointers: [
        {
          about: { type: 'lot', id: 'PUMP-7' },
          card: { containerId: 'CASE-1', materialId: 'PUMP', sublotIds: ['S-1', 'S-2'], quantity: each('2') },
        },
        { about: { type: 'container', id: 'CASE-2' }, card: { containerId: 'CASE-1' } },
      ],
    })
  })

  test('takes stock of whatever status and date, mixed as it may be', () => {
    const rejected = foundUnit(aUnit('S-1', { status: 'rejected' }), pumps({ status: 'quarantine', expiresAt: noon }))
    const other = foundUnit(aUnit('S-1', { lotId: 'PUMP-8' }), pumps({ lotId: 'PUMP-8' }))
    expect(accepted(pack([rejected, other])).pointers?.map(({ about }) => about.id)).toEqual(['PUMP-7', 'PUMP-8'])
  })

  test('takes nothing that is unknown, packed, incomplete or gone, and says so of each', () => {
    const units = [
      { ...foundUnit(aUnit('S-1')), lot: undefined, sublot: undefined },
      { ...foundUnit(aUnit('S-2')), sublot: undefined },
      foundUnit(aUnit('S-3', { containerId: 'CASE-9' })),
      foundUnit(aUnit('S-4', { lacks: ['0010'] })),
      foundUnit(aUnit('S-5', { remaining: '0' })),
    ]
    const named = (sublotId: string, more: object = {}) => ({ lotId: 'PUMP-7', sublotId, ...more })
    expect(whyNot(pack(units))).toEqual([
      ['lot-unknown', { lotId: 'PUMP-7' }, 'lot:PUMP-7'],
      ['sublot-unknown', named('S-2'), 'lot:PUMP-7/S-2'],
      ['sublot-packed', named('S-3', { containerId: 'CASE-9' }), 'lot:PUMP-7/S-3'],
      ['unit-incomplete/stock', named('S-4', { lines: ['0010'] }), 'lot:PUMP-7/S-4'],
      ['lot-insufficient/pack', named('S-5'), 'lot:PUMP-7/S-5'],
    ])
  })

  test('takes nothing that is held, of all that comes in with it', () => {
    const around = {
      ...nowhere,
      lots: [pumps({ holds: ['H-1'] }), pumps()],
      sublots: [aUnit('S-6', { holds: ['H-2'] })],
    }
    expect(whyNot(pack([foundUnit()], [], aContainer(), around))).toEqual([
      ['lot-on-hold', { lotId: 'PUMP-7', holds: ['H-1'] }, 'lot:PUMP-7'],
      ['sublot-on-hold', { lotId: 'PUMP-7', sublotId: 'S-6', holds: ['H-2'] }, 'lot:PUMP-7/S-6'],
    ])
  })

  test('asks that no hold comes first, of each lot as far as the transaction has room', () => {
    const lots = Array.from({ length: 120 }, (_, at) => pumps({ lotId: `L-${at}` }))
    const asked = (units: Parameters<typeof pack>[0]) =>
      accepted(pack(units, [], aContainer(), { ...nowhere, lots })).changes.filter(
        ({ change }) => change === 'require-no-hold',
      )
    expect(asked([foundUnit()])[0]).toEqual({ change: 'require-no-hold', lotId: 'L-0' })
    // A fact, the container, the unit and the pointer to its lot.
    expect(asked([foundUnit()])).toHaveLength(96)
    expect(accepted(pack([foundUnit()])).changes.some(({ change }) => change === 'require-no-hold')).toBe(false)
  })

  test('is refused for a container that stands in another one, or has left', () => {
    expect(whyNot(pack([foundUnit()], [], aContainer({ parentId: 'PALLET-1' })))).toEqual([
      ['container-packed', { containerId: 'CASE-1', parentId: 'PALLET-1' }, 'container:CASE-1'],
    ])
    const gone = aContainer({ status: 'shipped', shipmentId: 'SH-1', parentId: 'PALLET-1' })
    expect(whyNot(pack([foundUnit()], [], gone))).toEqual([
      ['container-closed/unchanged', { containerId: 'CASE-1', shipmentId: 'SH-1' }, 'container:CASE-1'],
    ])
  })

  test('takes no container that is itself, unknown, in another one or gone', () => {
    const closed = { containerId: idOf('C-3'), container: aContainer({ containerId: 'C-3', status: 'shipped' }) }
    const packed = { containerId: idOf('C-4'), container: aContainer({ containerId: 'C-4', parentId: 'CASE-9' }) }
    expect(whyNot(pack([], [inner('CASE-1'), inner('C-2', false), closed, packed]))).toEqual([
      ['container-in-itself', { containerId: 'CASE-1' }, 'container:CASE-1'],
      ['container-unknown', { containerId: 'C-2' }, 'container:C-2'],
      ['container-closed/unchanged', { containerId: 'C-3', shipmentId: '' }, 'container:C-3'],
      ['container-packed', { containerId: 'C-4', parentId: 'CASE-9' }, 'container:C-4'],
    ])
  })

  test('happens only where every material may be stored, and names each reason once', () => {
    const at = aContainer({ location: 'RACK-1' })
    const around = { ...nowhere, place: { ...rack, holds: ['H-9'] }, materials: [cold, cold] }
    expect(whyNot(pack([foundUnit()], [], at, around))).toEqual([
      ['equipment-on-hold/storage', { equipmentId: 'RACK-1', holds: ['H-9'] }, 'equipment:RACK-1'],
      ['storage-unfit', { materialId: 'PUMP', equipmentId: 'RACK-1', needed: ['cold'] }, 'equipment:RACK-1'],
    ])
    expect(codes(pack([foundUnit()], [], aContainer(), around))).toEqual([])
  })

  test('leaves no more in it than can leave at once, and no more containers than are read at once', () => {
    expect(codes(pack([foundUnit()], [], aContainer({ units: some(94) })))).toEqual([])
    expect(whyNot(pack([foundUnit()], [], aContainer({ units: some(95) })))).toEqual([
      [
        'container-full/pack',
        { containerId: 'CASE-1', sublots: 96, lots: 1, containers: 0, containersAtMost: 100, itemsAtMost: 97 },
        'container:CASE-1',
      ],
    ])
    const holding = (count: number) => aContainer({ containers: Array.from({ length: count }, (_, at) => `C-${at}`) })
    expect(codes(pack([], [inner('NEW')], holding(99)))).toEqual([])
    expect(whyNot(pack([], [inner('NEW')], holding(100)))).toMatchObject([
      ['container-full/pack', { containers: 101 }, 'container:CASE-1'],
    ])
  })

  test('takes no more at once than one transaction does', () => {
    const ofLots = (count: number) =>
      Array.from({ length: count }, (_, at) => {
        const lot = pumps({ lotId: `L-${at}` })
        return { ...foundUnit(aUnit('S-1', { lotId: lot.lotId }), lot), lotId: lot.lotId }
      })
    expect(codes(pack(ofLots(32)))).toEqual([])
    // The container and the fact, and three for each unit of a lot of its own.
    expect(whyNot(pack(ofLots(33))).map(([key]) => key)).toEqual(['container-full/pack-at-once', 'container-full/pack'])
  })
})

describe('unpacking', () => {
  const box = aContainer({ units: [unitIn('S-1'), unitIn('S-2')], containers: ['CASE-2'], location: 'RACK-1' })
  const unpack = (
    units: Parameters<typeof unpackContainer>[1],
    containers: Parameters<typeof unpackContainer>[2] = [],
    named: Partial<typeof nothing> = {},
    from = box,
  ) => unpackContainer(from, units, containers, { ...nothing, ...named })
  const there = { containerId: idOf('CASE-2'), container: aContainer({ containerId: 'CASE-2', parentId: 'CASE-1' }) }

  test('takes out named content, held or not, at the place of the container', () => {
    const held = foundUnit(aUnit('S-1', { containerId: 'CASE-1', holds: ['H-2'] }), pumps({ holds: ['H-1'] }))
    const decision = unpack([held], [there], { units: [unitIn('S-1')], containers: [there.containerId] })
    expect(decision).toMatchObject({
      fact: {
        type: 'andon.container.unpacked.v1',
        data: { containerId: 'CASE-1', units: [{ sublotId: 'S-1', quantity: each('1') }], containers: ['CASE-2'] },
      },
      changes: [
        { change: 'save', id: 'CASE-1', value: { ...box, units: [unitIn('S-2')], containers: [] } },
        { change: 'unpack', lotId: 'PUMP-7', sublotId: 'S-1', containerId: 'CASE-1', location: 'RACK-1' },
        { change: 'save', id: 'CASE-2', value: { location: 'RACK-1' } },
      ],
      pointers: [{ about: { type: 'lot', id: 'PUMP-7' } }, { about: { type: 'container', id: 'CASE-2' } }],
    })
    expect(accepted(decision).changes[2]).not.toHaveProperty('value.parentId')
  })

  test('leaves out the place where the container has none', () => {
    const decision = unpack([foundUnit()], [], {}, aContainer({ units: [unitIn()] }))
    expect(accepted(decision).changes[1]).toEqual({
      change: 'unpack',
      lotId: 'PUMP-7',
      sublotId: 'S-1',
      containerId: 'CASE-1',
    })
  })

  test('is refused for what is not in it, each by itself', () => {
    const named = { units: [unitIn('S-1'), unitIn('S-2', 'PUMP-8')], containers: [there.containerId, idOf('CASE-3')] }
    expect(whyNot(unpack([], [], named))).toEqual([
      ['not-in-container/sublot', { containerId: 'CASE-1', lotId: 'PUMP-8', sublotId: 'S-2' }, 'lot:PUMP-8/S-2'],
      ['not-in-container/container', { containerId: 'CASE-1', inner: 'CASE-3' }, 'container:CASE-3'],
    ])
  })

  test('is refused for a container that is empty, stands in another one or has left, and for one inside that has left', () => {
    expect(whyNot(unpack([], [], {}, aContainer()))).toEqual([
      ['container-empty/unpack', { containerId: 'CASE-1' }, 'container:CASE-1'],
    ])
    expect(codes(unpack([], [], {}, aContainer({ ...box, parentId: 'PALLET-1' })))).toEqual(['container-packed'])
    expect(codes(unpack([], [], {}, aContainer({ ...box, status: 'shipped' })))).toEqual(['container-closed'])
    const gone = { ...there, container: aContainer({ containerId: 'CASE-2', status: 'shipped', shipmentId: 'SH-1' }) }
    expect(whyNot(unpack([], [gone]))).toEqual([
      ['container-closed/unchanged', { containerId: 'CASE-2', shipmentId: 'SH-1' }, 'container:CASE-2'],
    ])
  })

  test('takes no more at once than one transaction does', () => {
    const out = (count: number) =>
      unpack(
        Array.from({ length: count }, (_, at) => foundUnit(aUnit(`S-${at}`))),
        [],
        {},
        aContainer({ units: some(97) }),
      )
    expect(codes(out(96))).toEqual([])
    expect(whyNot(out(97))).toEqual([['container-full/unpack', { containerId: 'CASE-1' }, 'container:CASE-1']])
  })
})
