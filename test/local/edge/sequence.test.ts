import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sequencer } from '../../../local/edge/opcua/sequence.ts'
import { seeded } from '../../support/seeded.ts'

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('notifications in any order, repeated and lost on the way, are delivered once each and in order', async () => {
  const number = fc.integer({ min: 1, max: 12 })
  await fc.assert(
    fc.asyncProperty(fc.array(number, { maxLength: 40 }), fc.uniqueArray(number), async (heard, gone) => {
      const delivered: number[] = []
      const lost: number[] = []
      const { hear } = sequencer<number>({
        deliver: (content) => delivered.push(content),
        askAgain: async (it) => (gone.includes(it) && !heard.includes(it) ? undefined : it),
        lost: (it) => lost.push(it),
      })
      for (const it of heard) {
        hear(it, it)
        await settled()
      }
      const most = Math.max(0, ...heard)
      const missing = gone.filter((it) => !heard.includes(it) && it < most)
      expect(delivered).toEqual(
        Array.from({ length: most }, (_, index) => index + 1).filter((it) => !missing.includes(it)),
      )
      expect(lost).toEqual(missing.toSorted((one, other) => one - other))
    }),
    seeded('the sequence of notifications', 1000, 100),
  )
})

test('a keep-alive shows what did not come', async () => {
  const delivered: string[] = []
  const { hear } = sequencer<string>({
    deliver: (content) => delivered.push(content),
    askAgain: async (number) => `again ${number}`,
    lost: () => undefined,
  })
  hear(1, 'first')
  hear(3, undefined)
  await settled()
  expect(delivered).toEqual(['first', 'again 2'])
})

test('a server that answers nothing when it is asked again stops its values three times at most', async () => {
  const delivered: number[] = []
  const lost: number[] = []
  const { hear } = sequencer<number>({
    deliver: (content) => delivered.push(content),
    askAgain: () => Promise.reject(new Error('BadServiceUnsupported')),
    lost: (it) => lost.push(it),
  })
  for (const number of [1, 3, 4, 5]) {
    hear(number, number)
    await settled()
  }
  expect([delivered, lost]).toEqual([[1, 3, 4, 5], [2]])
})

test('what waits is delivered when the subscription is over, and nothing after it', async () => {
  const delivered: number[] = []
  const { hear, end } = sequencer<number>({
    deliver: (content) => delivered.push(content),
    askAgain: () => new Promise(() => undefined),
    lost: () => undefined,
  })
  for (const number of [4, 3, 1]) hear(number, number)
  end()
  hear(2, 2)
  expect(delivered).toEqual([1, 3, 4])
})
