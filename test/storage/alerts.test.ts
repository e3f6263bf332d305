import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { alertPartOf, alertParts } from '../../shared/domain/quality/alerts.ts'
import { documentItem } from '../../shared/storage/items.ts'
import { noChain } from '../../shared/usecases/chain.ts'

const digest = (text: string, length: number) => createHash('sha256').update(text).digest('hex').slice(0, length)

test('six hundred holds on their way are read for four units, of ids that are worst to pack', () => {
  const holds = Array.from({ length: 600 }, (_, index) => `hold-${digest(`hold ${index}`, 16)}`)
  const bytes = alertParts.map((part) => {
    const mine = holds.filter((id) => alertPartOf(id) === part)
    const spreading = Object.fromEntries(mine.map((id) => [id, { type: 'lot', id: `LOT-${digest(id, 12)}` } as const]))
    const item = documentItem('alerts', part, { materials: {}, spreading }, 1, noChain)
    return Object.entries(item).reduce(
      (sum, [name, value]) => sum + name.length + (value instanceof Uint8Array ? value.length : String(value).length),
      0,
    )
  })
  for (const size of bytes) expect(size).toBeLessThan(4096)
})
