import { describe, expect, test } from 'vitest'
import { contentOf, mostToShip } from '../../../shared/domain/stock/container-content.ts'
import { aContainer, unitIn } from '../../support/containers.ts'

const some = (count: number, lotId = 'PUMP-7') => Array.from({ length: count }, (_, at) => unitIn(`S-${at}`, lotId))

describe('the content of a container', () => {
  const pallet = aContainer({ containerId: 'PALLET-1', containers: ['CASE-1', 'CASE-2'], units: [unitIn('S-0')] })
  const known = [
    pallet,
    aContainer({ units: [unitIn('S-1')], containers: ['BOX-1'] }),
    aContainer({ containerId: 'BOX-1', units: [unitIn('S-2')] }),
  ]
  const find = (id: string) => known.find(({ containerId }) => containerId === id)

  test('is all that is in it, however deep, and names what was not read', () => {
    const { containers, units, unread } = contentOf([pallet.containerId], find)
    expect(containers.map(({ containerId }) => containerId)).toEqual(['PALLET-1', 'CASE-1', 'BOX-1'])
    expect(units.map(({ sublotId }) => sublotId)).toEqual(['S-0', 'S-1', 'S-2'])
    expect(unread).toEqual(['CASE-2'])
    expect(contentOf([], find)).toEqual({ containers: [], units: [], unread: [] })
  })

  test('can leave at once as long as it comes to 97 items: a unit is one, a lot two and a container one', () => {
    expect([mostToShip(some(95), 0), mostToShip(some(96), 0), mostToShip(some(95), 1)]).toEqual([true, false, false])
    const mixed = [...some(45), ...some(45, 'PUMP-8')]
    expect([mostToShip(mixed, 3), mostToShip(mixed, 4)]).toEqual([true, false])
  })
})
