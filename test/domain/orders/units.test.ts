import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aStep, codes, dec } from '../../support/given.ts'
import { floorOf } from '../../support/recipes.ts'
import { histories } from '../../support/seeded.ts'
import { spoken } from '../../support/words.ts'

const pieces = (value: number | string) => ({ value: dec(String(value)), unit: '{each}' }) as const
const routing = (...steps: ReturnType<typeof aStep>[]) => floorOf(steps, { quantity: pieces(10) })
const milling = () => routing(aStep('mill', { flow: 'units' }), aStep('drill', { flow: 'units', after: ['mill'] }))

describe('a routing that counts units', () => {
  test('starts a later step only on units that the earlier one has finished', () => {
    const floor = milling()
    expect(floor.start('drill')).toMatchObject({ violations: [{ code: 'units-not-available' }] })
    floor.start('mill')
    floor.complete('mill', { quantity: pieces(4) })
    expect(spoken(floor.start('drill', { quantity: pieces(5) }))).toMatchObject({
      violations: [{ code: 'units-not-available', detail: '4 can start in step drill, not 5.' }],
    })
    expect(codes(floor.start('drill', { quantity: pieces(3) }))).toEqual([])
    expect(codes(floor.start('drill', { quantity: pieces(2) }))).toEqual(['units-not-available'])
    expect(codes(floor.start('drill', { quantity: pieces(1) }))).toEqual([])
    expect(floor.order().steps.drill).toMatchObject({ units: { started: '4', finished: '0' } })
  })

  test('shows the progress of a step, and completes it with its last unit', () => {
    const floor = milling()
    floor.start('mill', { quantity: pieces(6) })
    expect(floor.complete('mill', { quantity: pieces(5), scrapped: pieces(1) })).toMatchObject({
      fact: { type: 'andon.step.progressed.v1', data: { finished: pieces(5), scrapped: pieces(1) } },
    })
    floor.start('mill')
    expect(floor.complete('mill')).toMatchObject({
      fact: { type: 'andon.step.completed.v1', data: { finished: pieces(9), scrapped: pieces(1) } },
    })
    floor.start('drill')
    floor.make('drill', '9')
    expect(floor.complete('drill')).toMatchObject({ fact: { data: { finished: pieces(9) } } })
  })

  test('keeps a step open while its predecessor may still finish units', () => {
    const floor = milling()
    floor.start('mill', { quantity: pieces(4) })
    floor.complete('mill')
    floor.start('drill')
    expect(floor.complete('drill')).toMatchObject({ fact: { type: 'andon.step.progressed.v1' } })
    expect(codes(floor.complete('drill'))).toEqual(['units-not-available'])
  })

  test('closes a step if its predecessor scraps all units that could still arrive', () => {
    const floor = milling()
    floor.start('mill')
    floor.complete('mill', { quantity: pieces(4) })
    floor.start('drill')
    floor.make('drill', '4')
    floor.complete('drill')
    floor.complete('mill', { quantity: pieces(0), scrapped: pieces(6) })
    expect(codes(floor.complete('drill', { quantity: pieces(1) }))).toEqual(['units-not-available'])
    expect(floor.complete('drill')).toMatchObject({
      fact: { type: 'andon.step.completed.v1', data: { finished: pieces(4), scrapped: pieces(0) } },
    })
  })

  test('finishes no more units than are in progress', () => {
    const floor = milling()
    floor.start('mill', { quantity: pieces(4) })
    expect(codes(floor.complete('mill', { quantity: pieces(5) }))).toEqual(['units-not-available'])
    expect(codes(floor.complete('mill', { quantity: pieces(4), scrapped: pieces(1) }))).toEqual(['units-not-available'])
    expect(codes(floor.complete('mill', { quantity: { value: dec('1'), unit: 'kg' } }))).toEqual(['unit-mismatch'])
    expect(codes(floor.start('mill', { quantity: { value: dec('1'), unit: 'kg' } }))).toEqual(['unit-mismatch'])
  })

  test('counts the slowest branch of a join, and passes everything through a skipped step', () => {
    const floor = routing(
      aStep('mill', { flow: 'units' }),
      aStep('wash', { flow: 'units', skip: { policy: 'off' }, after: [] }),
      aStep('join', { flow: 'units', after: ['mill', 'wash'] }),
    )
    floor.start('mill')
    floor.complete('mill', { quantity: pieces(7) })
    expect(codes(floor.start('join'))).toEqual(['units-not-available'])
    floor.skip('wash')
    expect(codes(floor.start('join', { quantity: pieces(8) }))).toEqual(['units-not-available'])
    expect(codes(floor.start('join', { quantity: pieces(7) }))).toEqual([])
  })

  test('starts a batch step when all units are finished', () => {
    const floor = routing(aStep('mill', { flow: 'units' }), aStep('pack', { after: ['mill'] }))
    floor.start('mill')
    floor.complete('mill', { quantity: pieces(9) })
    expect(codes(floor.start('pack'))).toEqual(['predecessor-incomplete'])
    floor.complete('mill')
    expect(codes(floor.start('pack'))).toEqual([])
    floor.make('pack', '10')
    expect(codes(floor.complete('pack', { quantity: pieces(1) }))).toEqual(['units-not-available'])
  })
})

/** A chain or a net of steps, some of which may be left out, and what people try on them, in whatever order. */
const aRouting = fc
  .array(fc.record({ after: fc.array(fc.nat(), { maxLength: 3 }), counts: fc.boolean(), optional: fc.boolean() }), {
    minLength: 2,
    maxLength: 7,
  })
  .map((found) =>
    found.map(({ after, counts, optional }, index) =>
      aStep(`s${index}`, {
        flow: counts ? 'units' : 'batch',
        ...(optional && { skip: { policy: 'off' } }),
        after: index === 0 ? [] : [...new Set(after.map((it) => `s${it % index}`))],
      }),
    ),
  )
const anAct = fc.record({
  step: fc.nat({ max: 6 }),
  act: fc.constantFrom('start', 'start', 'complete', 'complete', 'skip'),
  quantity: fc.option(fc.integer({ min: 1, max: 11 }), { nil: undefined }),
  scrapped: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined, freq: 3 }),
})

test('after any acts, no unit is started before it arrives or twice, and a refusal changes nothing', () => {
  fc.assert(
    fc.property(aRouting, fc.array(anAct, { maxLength: 60 }), (steps, acts) => {
      const floor = routing(...steps)
      // The books are kept here by themselves, from what was accepted only.
      const books = new Map(
        steps.map(({ stepId }) => [
          stepId as string,
          { started: 0, finished: 0, scrapped: 0, over: false, skipped: false },
        ]),
      )
      const book = (id: string) =>
        books.get(id) ?? { started: 0, finished: 0, scrapped: 0, over: false, skipped: false }
      const cameTo = (step: (typeof steps)[number]): number =>
        Math.min(
          10,
          ...step.after.map((id) => {
            const before = steps.find((it) => it.stepId === id)
            const { skipped, over, finished } = book(id)
            if (before && (skipped || (before.flow === 'batch' && over))) return cameTo(before)
            return before?.flow === 'units' ? finished : 0
          }),
        )
      for (const { step: index, act, quantity, scrapped } of acts) {
        const step = steps[index % steps.length]
        if (!step) continue
        const before = structuredClone(floor.order())
        const mine = book(step.stepId)
        const asked = quantity === undefined || step.flow === 'batch' ? undefined : pieces(quantity)
        const decision =
          act === 'start'
            ? floor.start(step.stepId, asked ? { quantity: asked } : {})
            : act === 'skip'
              ? floor.skip(step.stepId)
              : floor.complete(step.stepId, {
                  ...(asked && { quantity: asked }),
                  ...(asked && scrapped !== undefined && { scrapped: pieces(scrapped) }),
                })
        if (decision.outcome === 'refused') {
          expect(floor.order()).toEqual(before)
          continue
        }
        const { type, data } = decision.fact as unknown as {
          type: string
          data: Record<string, { value: string } | undefined>
        }
        if (type === 'andon.step.started.v1') {
          mine.started += step.flow === 'units' ? Number(data.quantity?.value) : 1
          for (const id of step.after) if (step.flow === 'batch') expect(book(id).over).toBe(true)
          if (step.flow === 'units') expect(mine.started).toBeLessThanOrEqual(cameTo(step))
          else expect(mine.started).toBe(1)
        } else {
          if (data.finished) mine.finished = Number(data.finished.value)
          if (data.scrapped) mine.scrapped = Number(data.scrapped.value)
          expect(mine.finished + mine.scrapped).toBeLessThanOrEqual(mine.started)
          mine.skipped = type === 'andon.step.skipped.v1'
          mine.over = mine.skipped || type === 'andon.step.completed.v1'
          if (mine.over) expect(step.after.every((id) => book(id).over)).toBe(true)
        }
      }
    }),
    { numRuns: histories(2000) },
  )
})
