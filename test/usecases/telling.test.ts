import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { OrderId, StepId } from '../../events/identifiers.ts'
import type { FactPayload } from '../../shared/domain/decision.ts'
import { overridable, violation } from '../../shared/domain/refusal.ts'
import * as execution from '../../shared/usecases/execution/steps.ts'
import * as orders from '../../shared/usecases/orders/orders.ts'
import { payloadInWords, saidOf, told, toldIn, tongueOf } from '../../shared/usecases/telling.ts'
import { command, furnish, orderBody, taken } from '../support/commands.ts'
import { ada, paula } from '../support/given.ts'
import { memoryStore } from '../support/memory-store.ts'

const loaded = vi.hoisted(() => ({ english: 0 }))
vi.mock('#english', (original: () => Promise<object>) => {
  loaded.english += 1
  return original()
})
beforeEach(() => {
  vi.resetModules()
  loaded.english = 0
})

const order = { orderId: 'O-1' }
const notRunning = violation('step-not-running', { stepId: 'MIX' }, 'step:MIX')
const quoting = violation('reason-missing/warning', { because: notRunning }, 'step:MIX')

describe('English', () => {
  test('is not loaded for what is accepted, and for what is refused it is', async () => {
    const store = memoryStore()
    await furnish(store)
    taken(await orders.createOrder(store, command(paula, orderBody('O-1'))))
    taken(await orders.releaseOrder(store, command(paula, {}), order))
    expect(loaded.english).toBe(0)
    const refused = await execution.startStep(store, command(ada, {}), { ...order, stepId: 'mix' })
    expect('violations' in refused ? refused.violations[0] : refused).toMatchObject({
      code: 'order-wrong-status',
      detail: 'Order O-1 is released, not running; start it first.',
    })
    expect(loaded.english).toBe(1)
  })

  test('is not loaded where there is nothing to tell', async () => {
    expect(await toldIn('en', [])).toEqual([])
    expect(await saidOf([])).toBe('')
    await payloadInWords({ type: 'andon.order.started.v1', data: { orderId: 'O-1', status: 'running' } } as FactPayload)
    expect(loaded.english).toBe(0)
  })
})

describe('a violation', () => {
  test('is told beside what it is as data, and so is what it quotes', async () => {
    const sentence = 'Step MIX is not running; start it first.'
    expect(await toldIn('en', [quoting])).toEqual([
      {
        code: 'reason-missing',
        variant: 'warning',
        params: { because: { ...notRunning, detail: sentence } },
        detail: `${sentence} It is accepted with a reason.`,
        ref: 'step:MIX',
      },
    ])
    expect(await saidOf([notRunning, quoting])).toBe(`${sentence} ${sentence} It is accepted with a reason.`)
    const [open] = await toldIn('en', [overridable(notRunning)])
    expect(open).toMatchObject({ overridable: true, detail: expect.stringMatching(/^Step MIX .* Another person may /) })
  })

  test('is told in one language, with what it quotes, and again in another', async () => {
    const [inEnglish] = await toldIn('en', [quoting])
    const inFrench = await toldIn('fr', [quoting])
    expect(inFrench).toMatchObject([
      {
        params: { because: { detail: expect.stringMatching(/^L’étape MIX /) } },
        detail: expect.stringMatching(/^L’étape MIX /),
      },
    ])
    expect(inEnglish && (await toldIn('fr', [inEnglish]))).toEqual(inFrench)
  })

  test('stands in English as it was said when it was put on record', async () => {
    const recorded = { ...notRunning, detail: 'It did not run.' }
    expect(await toldIn('en', [recorded])).toEqual([recorded])
    const { params: _none, ...ofOld } = { ...recorded, params: undefined }
    expect(told([ofOld as typeof recorded], await tongueOf('fr'))).toMatchObject([{ detail: 'It did not run.' }])
  })
})

describe('a fact', () => {
  const detail = 'Step MIX is not running; start it first.'

  test('has its violations in words, those of a result that it repeats among them', async () => {
    const warned = { orderId: 'O-1' as OrderId, stepId: 'MIX' as StepId, warnings: [notRunning] }
    const data = { ...warned, round: 2, because: { ...warned, value: '1', inSpec: false } }
    const fact = await payloadInWords({ type: 'andon.step.repeated.v1', data })
    expect(fact.data).toEqual({
      ...data,
      warnings: [{ ...notRunning, detail }],
      because: { ...data.because, warnings: [{ ...notRunning, detail }] },
    })
  })

  test('leaves what was sent as it was sent, whatever it looks like', async () => {
    const data = {
      command: 'consume',
      request: { violations: [notRunning], warnings: [quoting] },
      violations: [notRunning],
    }
    const fact = await payloadInWords({ type: 'andon.order.command-refused.v1', data })
    expect(fact.data).toEqual({ ...data, violations: [{ ...notRunning, detail }] })
  })
})
