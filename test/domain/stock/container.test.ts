import { expect, test } from 'vitest'
import { lotsOf } from '../../../shared/domain/stock/container.ts'
import { unitIn } from '../../support/containers.ts'

test('the lots of what is packed are named once each, in the order in which they were packed', () => {
  expect(lotsOf([unitIn('S-1', 'B'), unitIn('S-2', 'A'), unitIn('S-3', 'B')])).toEqual(['B', 'A'])
  expect(lotsOf([])).toEqual([])
})
