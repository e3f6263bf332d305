import { marshall } from '@aws-sdk/util-dynamodb'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DeviationId } from '../../events/identifiers.ts'
import { documentItem, documentOf } from '../../shared/storage/document-items.ts'
import { noChain } from '../../shared/usecases/commit/chain.ts'
import { itemBytes } from '../bench/item-size.ts'
import { aDeviation } from '../support/given.ts'

const chain = { ...noChain, sequence: 12, hash: 'x'.repeat(43), at: '2026-11-30T10:31:17.449Z' } as typeof noChain

test('an item is readable up to one kilobyte with all that stands beside its document, and is compressed above', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1500 }), fc.string({ unit: 'grapheme', maxLength: 20 }), (length, some) => {
      const deviation = aDeviation({ deviationId: 'dev-1' as DeviationId, description: some + 'a'.repeat(length) })
      const item = documentItem('deviation', 'dev-1', deviation, 7, chain)
      expect(documentOf(item)).toEqual(JSON.parse(JSON.stringify(deviation)))
      expect(itemBytes(marshall(item, { removeUndefinedValues: true }))).toBeLessThanOrEqual(1024)
    }),
  )
})
