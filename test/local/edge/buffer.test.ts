import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Arrived, type MessageBuffer, openBuffer, rowBytes } from '../../../local/edge/buffer.ts'
import { backlogOf } from '../../../local/edge/status.ts'
import { patience, seeded } from '../../support/seeded.ts'

afterEach(() => vi.restoreAllMocks())

const fresh = () => join(mkdtempSync(join(tmpdir(), 'andon-buffer-')), 'messages.sqlite')
const arrived = (lane: string, text: string, isSample = true, at = 1): Arrived => ({
  lane,
  topic: `t/${lane}`,
  payload: Buffer.from(text),
  isSample,
  at,
})
const everythingIn = (buffer: MessageBuffer): Record<string, string[]> =>
  Object.fromEntries(
    buffer
      .lanes()
      .toSorted()
      .map((lane) => {
        const texts: string[] = []
        for (let kept = buffer.next(lane, 0); kept; kept = buffer.next(lane, kept.id))
          texts.push(Buffer.from(kept.payload).toString())
        return [lane, texts]
      }),
  )

class PowerCut extends Error {}

/** What is on disk now, in another place, as it is after a power cut. */
function salvage(file: string): string {
  const copy = fresh()
  for (const end of ['', '-wal']) if (existsSync(file + end)) copyFileSync(file + end, copy + end)
  return copy
}

/** Cuts the power before that step of the work on the disk. */
function cutAt(step: number, file: string): { found(): string | undefined } {
  let done = 0
  let copy: string | undefined
  for (const [prototype, names] of [
    [StatementSync.prototype, ['run', 'get']],
    [DatabaseSync.prototype, ['exec']],
  ] as const)
    for (const name of names) {
      const patched = prototype as unknown as Record<string, (this: unknown, ...given: unknown[]) => unknown>
      const real = patched[name]
      vi.spyOn(patched, name).mockImplementation(function (this: unknown, ...given: unknown[]) {
        if (copy === undefined && done === step) copy = salvage(file)
        if (copy !== undefined) throw new PowerCut()
        done += 1
        return real?.apply(this, given)
      })
    }
  return { found: () => copy }
}

interface Expected {
  readonly lane: string
  readonly text: string
  readonly isSample: boolean
  readonly bytes: number
}

const mostBytes = 3000
const sizeOf = ({ topic, payload }: Arrived) => rowBytes + Buffer.byteLength(topic) + payload.byteLength

/** The rule, written another way: the oldest samples go first, then the oldest of the rest. */
function after(model: readonly Expected[], added: readonly Arrived[]): { kept: Expected[]; lost: Expected[] } {
  const kept = [
    ...model,
    ...added.map((it) => ({ lane: it.lane, text: String(it.payload), isSample: it.isSample, bytes: sizeOf(it) })),
  ]
  const lost: Expected[] = []
  while (kept.reduce((sum, { bytes }) => sum + bytes, 0) > mostBytes) {
    const sample = kept.findIndex(({ isSample }) => isSample)
    lost.push(...kept.splice(Math.max(sample, 0), 1))
  }
  return { kept, lost }
}
const byLane = (model: readonly Expected[]) =>
  Object.fromEntries(
    [...Map.groupBy(model, ({ lane }) => lane)]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([lane, of]) => [lane, of.map(({ text }) => text)]),
  )

const message = fc.record({
  lane: fc.constantFrom('OVEN', 'SLICER', 'BAGGER'),
  size: fc.integer({ min: 1, max: 400 }),
  isSample: fc.boolean(),
})
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('add'), messages: fc.array(message, { minLength: 1, maxLength: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('remove'),
      lane: fc.constantFrom('OVEN', 'SLICER', 'BAGGER'),
      many: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('reopen') }) },
)

describe('the buffer', () => {
  test('has what its model has, whatever the disk has been cut off in', { timeout: patience }, () => {
    let cuts = 0
    fc.assert(
      fc.property(
        fc.array(act, { maxLength: 25 }),
        fc.infiniteStream(fc.option(fc.nat(12), { freq: 2 })),
        (acts, steps) => {
          let file = fresh()
          let buffer = openBuffer(file, mostBytes)
          let model: Expected[] = []
          let lost = 0
          let number = 0
          for (const it of acts) {
            const messages = 'messages' in it ? it.messages : []
            const added = messages.map(({ lane, size, isSample }) => {
              number += 1
              return arrived(lane, `${number}`.padEnd(size, 'x'), isSample)
            })
            const gone: Expected[] = []
            const ids: number[] = []
            if ('lane' in it)
              for (
                let kept = buffer.next(it.lane, 0);
                kept && ids.length < it.many;
                kept = buffer.next(it.lane, kept.id)
              ) {
                ids.push(kept.id)
                const taken = model.find(
                  ({ lane, text }) => lane === it.lane && text === Buffer.from(kept?.payload ?? []).toString(),
                )
                if (taken) gone.push(taken)
              }
            const then =
              'messages' in it ? after(model, added) : { kept: model.filter((one) => !gone.includes(one)), lost: [] }
            const step = steps.next().value
            const cut = step === null || step === undefined || it.does === 'reopen' ? undefined : cutAt(step, file)
            try {
              if (it.does === 'add') buffer.add(added)
              else if (it.does === 'remove') buffer.remove(ids)
              else {
                buffer.close()
                buffer = openBuffer(file, mostBytes)
              }
              model = then.kept
              lost += then.lost.length
            } catch (error) {
              // All of the act, or nothing: what was not acknowledged is sent again, and what was removed was with the cloud.
              if (!(error instanceof PowerCut)) throw error
            }
            vi.restoreAllMocks()
            const salvaged = cut?.found()
            if (salvaged !== undefined) {
              cuts += 1
              file = salvaged
              buffer = openBuffer(file, mostBytes)
            }
            expect(everythingIn(buffer)).toEqual(byLane(model))
            const { messages: many, bytes, lost: counted } = buffer.status()
            expect(many).toBe(model.length)
            expect(bytes).toBe(model.reduce((sum, one) => sum + one.bytes, 0))
            expect(counted.samples + counted.others).toBe(lost)
          }
          buffer.close()
        },
      ),
      seeded('the buffer', 300, 60),
    )
    expect(cuts).toBeGreaterThan(20)
  })

  test('drops the oldest samples before anything else, then the oldest of the rest, and counts both', () => {
    const buffer = openBuffer(fresh(), 5 * (rowBytes + 110))
    const padded = (text: string) => text.padEnd(100)
    buffer.add([
      arrived('A', padded('state 1'), false),
      arrived('A', padded('sample 1')),
      arrived('B', padded('sample 2')),
    ])
    buffer.add([
      arrived('A', padded('count 1'), false),
      arrived('B', padded('alarm 1'), false),
      arrived('A', padded('sample 3')),
    ])
    const texts = () =>
      Object.values(everythingIn(buffer))
        .flat()
        .map((text) => text.trim())
    expect(texts()).toEqual(['state 1', 'count 1', 'sample 3', 'sample 2', 'alarm 1'])
    buffer.add([
      arrived('B', padded('state 2'), false),
      arrived('B', padded('state 3'), false),
      arrived('B', padded('state 4'), false),
    ])
    expect(texts()).toEqual(['count 1', 'alarm 1', 'state 2', 'state 3', 'state 4'])
    expect(buffer.status()).toMatchObject({ lost: { samples: 3, others: 1, lastAt: 1 } })
    expect(buffer.status().lanes).toMatchObject([
      { lane: 'A', waiting: 1, lost: 3 },
      { lane: 'B', waiting: 4, lost: 1 },
    ])
    buffer.close()
  })

  test('drops nothing that is on its way', () => {
    const buffer = openBuffer(fresh(), 2 * (rowBytes + 10))
    buffer.add([arrived('A', 'first'), arrived('A', 'second')])
    const first = buffer.next('A', 0)
    buffer.hold(new Set([first?.id ?? 0]))
    buffer.add([arrived('A', 'third')])
    expect(everythingIn(buffer)).toEqual({ A: ['first', 'third'] })
    buffer.close()
  })

  test('keeps bytes as they are', () => {
    const file = fresh()
    const buffer = openBuffer(file, 1_000_000)
    const payload = Buffer.from([0x00, 0xff, 0xfe, 0x80, 0x0a, 0x00])
    buffer.add([{ ...arrived('A', ''), payload }])
    buffer.close()
    const again = openBuffer(file, 1_000_000)
    expect(Buffer.from(again.next('A', 0)?.payload ?? []).equals(payload)).toBe(true)
    again.close()
  })

  test('takes no more of the disk than it may, but for what SQLite needs itself', () => {
    const file = fresh()
    const most = 4_000_000
    const buffer = openBuffer(file, most)
    for (let turn = 0; turn < 40; turn += 1)
      buffer.add(
        Array.from({ length: 100 }, (_, index) =>
          arrived(`M-${index % 7}`, 'x'.repeat(300 + ((turn * 97 + index * 31) % 4000))),
        ),
      )
    expect(buffer.status().lost.samples).toBeGreaterThan(1000)
    expect(buffer.status().bytes).toBeGreaterThan(most * 0.95)
    const onDisk = statSync(file).size + statSync(`${file}-wal`).size
    expect(onDisk).toBeLessThan(most * 1.6 + 10_000_000)
    buffer.close()
    expect(statSync(file).size).toBeLessThan(most * 1.6)
  })

  test('shows its backlog beside the gateway that uses it', () => {
    const file = fresh()
    const buffer = openBuffer(file, 1_000_000)
    const at = Date.UTC(2027, 2, 1, 12)
    buffer.add([arrived('OVEN-1', 'one', true, at), arrived('OVEN-1', 'two', true, at + 1000)])
    expect(backlogOf(file).split('\n')).toEqual([
      `Waiting: 2 messages, ${2 * (rowBytes + 11)} bytes, the oldest of 2027-03-01T12:00:00.000Z`,
      'Lost for want of room: none',
      `  ${'OVEN-1'.padEnd(32)} last heard 2027-03-01T12:00:01.000Z, waiting 2, lost 0`,
    ])
    buffer.close()
    rmSync(file)
    expect(() => backlogOf(file)).toThrow(/is not there: no gateway has run with this configuration yet\./)
  })
})
