import { beforeEach, describe, expect, test } from 'vitest'
import type { ChangeId, HoldId, RecipeId, SublotId } from '../../../events/identifiers.ts'
import { completeStep as completeStepBody } from '../../../events/order.ts'
import { shownUnit } from '../../../functions/unit-view.ts'
import type { Lot, Sublot } from '../../../shared/domain/stock/lot.ts'
import type { Serial } from '../../../shared/domain/stock/serial.ts'
import * as changes from '../../../shared/usecases/execution/changes.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import { affectedUnits } from '../../../shared/usecases/genealogy/affected-units.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as sublotsCases from '../../../shared/usecases/stock/sublots.ts'
import { approvedVersion, command, completeStep, refusal, startStep, stock, taken } from '../../support/commands.ts'
import { ada, erik, noon, olga, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { announce, building, each, install, make, pumpPlant, recipeOf, remove, unitIn } from '../../support/units.ts'

let store: MemoryStore
const tap = 'TAP' as RecipeId
const line = (lineId: string, more: object = {}) => ({
  lineId,
  materialId: 'SEAL',
  quantity: each('20'),
  tolerance: { minusPercent: '100', plusPercent: '0' },
  perUnit: { quantity: each('1'), ...more },
})
const finish = (...materials: object[]) => ({ stepId: 'finish', name: 'Finish', after: ['build'], materials })
const seal = (lineId: string, into: string, more: object = {}) =>
  install(store, 'O-3', { lineId, lotId: 'SEAL-1', into, ...more })
/** An order for taps whose recipe has these lines in its first step and in its second one. */
async function taps(first: readonly object[], second: readonly object[] = []): Promise<void> {
  await approvedVersion(store, '1', recipeOf('TAP', first, [finish(...second)]), noon, tap)
  await building(store, 'O-3', 'TAP')
}
const complete = () => orders.completeOrder(store, command(ada, {}), { orderId: 'O-3' })
const scrap = (sublotId: string) =>
  lots.scrapLot(store, command(olga, { sublotId: sublotId as SublotId, reason: 'It leaks' }), { lotId: 'TAP-1' })

beforeEach(async () => {
  store = memoryStore()
  await pumpPlant(store)
  await stock(store, 'SEAL-1', 'SEAL', '30', noon, '{each}')
})

describe('a change of an order that has made units', () => {
  const propose = () =>
    changes.proposeChange(
      store,
      command(erik, {
        changeId: 'CH-1' as ChangeId,
        version: '2',
        effect: 'immediately',
        reason: 'A better tap',
      } as const),
      { orderId: 'O-3' },
    )

  test.each([
    ['adds to what each of them has', [], [line('0050')]],
    ['drops a part that they wait for', [line('0050')], []],
    ['asks for more of a part', [line('0050')], [line('0050', { quantity: each('2') })]],
  ])('does not take effect where it %s', async (_what, before, after) => {
    await taps([line('0010')], before)
    await approvedVersion(store, '2', recipeOf('TAP', [line('0010')], [finish(...after)]), noon, tap)
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1']))
    taken(await seal('0010', 'T-1'))
    taken(await make(store, 'O-3', 'TAP-1', ['T-1']))
    expect(refusal(await propose())).toEqual(['change-incompatible'])
  })

  test('takes effect while none is made, or where it leaves that as it is', async () => {
    await taps([line('0010')], [line('0050')])
    await approvedVersion(store, '2', recipeOf('TAP', [line('0010')], [finish()]), noon, tap)
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1']))
    taken(await propose())
  })

  test('is taken where it changes something else', async () => {
    await taps([line('0010')], [line('0050')])
    const other = { ...finish(line('0050')), name: 'Finish well' }
    await approvedVersion(store, '2', recipeOf('TAP', [line('0010')], [other]), noon, tap)
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1']))
    taken(await seal('0010', 'T-1'))
    taken(await make(store, 'O-3', 'TAP-1', ['T-1']))
    taken(await propose())
  })
})

describe('an order over units that are made and lack a part', () => {
  test('completes neither the step that gives it nor itself, before they have it or are lost', async () => {
    await taps([line('0010')], [line('0050')])
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1', 'T-2']))
    for (const it of ['T-1', 'T-2']) taken(await seal('0010', it))
    taken(await make(store, 'O-3', 'TAP-1', ['T-1', 'T-2']))
    taken(await completeStep(store, 'O-3', 'build'))
    taken(await startStep(store, 'O-3', 'finish'))
    const early = await completeStep(store, 'O-3', 'finish')
    expect(refusal(early)).toEqual(['units-unfinished'])
    expect(JSON.stringify(early)).toContain('T-1 (line 0050), T-2 (line 0050).')
    taken(await seal('0050', 'T-1', { stepId: 'finish' }))
    taken(await scrap('T-2'))
    taken(await completeStep(store, 'O-3', 'finish'))
    taken(await complete())
  })

  test('is not complete over a unit that a later step has opened, and can be aborted', async () => {
    await taps([line('0010')])
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1']))
    const { fact } = taken(await seal('0010', 'T-1'))
    taken(await make(store, 'O-3', 'TAP-1', ['T-1']))
    taken(await completeStep(store, 'O-3', 'build'))
    taken(await startStep(store, 'O-3', 'finish'))
    taken(await remove(store, 'O-3', fact.factId, { stepId: 'finish' }))
    taken(await completeStep(store, 'O-3', 'finish'))
    expect(refusal(await complete())).toEqual(['units-unfinished'])
    taken(await orders.abortOrder(store, command(olga, { reason: 'Enough' }), { orderId: 'O-3' }))
  })

  test('is not complete over one that is opened while it completes', async () => {
    await taps([line('0010')])
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1']))
    const { fact } = taken(await seal('0010', 'T-1'))
    taken(await make(store, 'O-3', 'TAP-1', ['T-1']))
    taken(await completeStep(store, 'O-3', 'build'))
    taken(await startStep(store, 'O-3', 'finish'))
    const racing = before(async () => {
      taken(await remove(store, 'O-3', fact.factId, { stepId: 'finish' }))
      taken(await completeStep(store, 'O-3', 'finish'))
    })
    expect(refusal(await orders.completeOrder(racing, command(ada, {}), { orderId: 'O-3' }))).toContain(
      'units-unfinished',
    )
  })
})

/** The store, in which something else happens before the first commit. */
function before(act: () => Promise<void>): MemoryStore {
  let isFirst = true
  return {
    ...store,
    commit: async (commit) => {
      if (isFirst) {
        isFirst = false
        await act()
      }
      return store.commit(commit)
    },
  }
}

test('a hold on the lot of a unit that comes while the unit is opened comes before it', async () => {
  await taps([line('0010')])
  taken(await announce(store, 'O-3', 'TAP-1', ['T-1', 'T-2']))
  const { fact } = taken(await seal('0010', 'T-1'))
  taken(await make(store, 'O-3', 'TAP-1', ['T-1']))
  const subject = { type: 'lot', id: 'TAP-1' } as const
  const racing = before(async () => {
    taken(await holding.placeHold(store, command(quinn, { holdId: 'H-1' as HoldId, subject, reason: 'A crack' })))
  })
  expect(refusal(await remove(racing, 'O-3', fact.factId))).toEqual(['lot-on-hold'])
})

describe('a number that is announced', () => {
  test('is not given to something else in its lot, and is made there', async () => {
    await taps([])
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1']))
    taken(await make(store, 'O-3', 'TAP-1', ['T-9']))
    expect(refusal(await make(store, 'O-3', 'TAP-1', undefined))).toEqual(['unit-missing'])
    const more = { counted: each('1'), loose: true as const, reason: 'Inventory' }
    taken(await lots.adjustLot(store, command(olga, more), { lotId: 'TAP-1' }))
    const divided = { sublots: [{ sublotId: 'T-1' as SublotId, quantity: each('1') }] }
    const other = await sublotsCases.divideLot(store, command(ada, divided), { lotId: 'TAP-1' })
    expect(refusal(other)).toEqual(['serial-duplicated'])
    taken(await make(store, 'O-3', 'TAP-1', ['T-1']))
  })

  test('goes over to another lot with what is in it, when its own became something else', async () => {
    await taps([line('0010')])
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1']))
    taken(await seal('0010', 'T-1'))
    await stock(store, 'TAP-1', 'SEAL', '5', noon, '{each}')
    const divided = { sublots: [{ sublotId: 'T-1' as SublotId, quantity: each('1') }] }
    taken(await sublotsCases.divideLot(store, command(ada, divided), { lotId: 'TAP-1' }))
    const sources = { store, genealogy: store.genealogy, heirs: store.heirs }
    expect((await affectedUnits(sources, 'SEAL-1')).units).toMatchObject([
      { unit: { serial: 'T-1' }, sublot: undefined },
    ])
    expect(refusal(await make(store, 'O-3', 'TAP-1', ['T-1']))).toContain('lot-of-another-order')
    taken(await announce(store, 'O-3', 'TAP-2', ['T-1']))
    expect(unitIn(store.state(), 'TAP', 'T-1')).toMatchObject({ lotId: 'TAP-2', components: [{ lineId: '0010' }] })
    taken(await make(store, 'O-3', 'TAP-2', ['T-1']))
    expect(refusal(await announce(store, 'O-3', 'TAP-3', ['T-1']))).toEqual(['serial-duplicated'])
  })

  test('is announced anew by its own order only, and for another lot only', async () => {
    await taps([line('0010')])
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1']))
    expect(refusal(await announce(store, 'O-3', 'TAP-1', ['T-1']))).toEqual(['serial-duplicated'])
    await building(store, 'O-4', 'TAP')
    expect(refusal(await announce(store, 'O-4', 'TAP-2', ['T-1']))).toEqual(['serial-duplicated'])
  })
})

describe('what somebody lets pass', () => {
  const signed = { policy: 'block-unless-signed' } as const
  const override = (serial = 'T-1') =>
    execution.overrideStep(
      store,
      command(
        olga,
        { ref: `unit:0010@${serial}`, reason: 'It does without' },
        { signature: signedBy(olga, 'approved') },
      ),
      { orderId: 'O-3', stepId: 'build' },
    )

  test('is as much as was lacking then, and not what is taken out later', async () => {
    await taps([line('0010', { ...signed, quantity: each('2') })])
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1']))
    const { fact } = taken(await seal('0010', 'T-1'))
    taken(await override())
    taken(await make(store, 'O-3', 'TAP-1', ['T-1']))
    expect(store.state()['sublot TAP-1/T-1']).not.toHaveProperty('lacks')
    taken(await remove(store, 'O-3', fact.factId))
    expect(store.state()['sublot TAP-1/T-1']).toMatchObject({ lacks: ['0010'] })
    taken(await seal('0010', 'T-1'))
    expect(store.state()['sublot TAP-1/T-1']).not.toHaveProperty('lacks')
  })

  test('is not used up by a production that lacks nothing', async () => {
    await taps([line('0010', signed)])
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1', 'T-2']))
    taken(await seal('0010', 'T-1'))
    taken(await override('T-2'))
    taken(await make(store, 'O-3', 'TAP-1', ['T-1']))
    taken(await make(store, 'O-3', 'TAP-1', ['T-2']))
    taken(await announce(store, 'O-3', 'TAP-1', ['T-3']))
    expect(refusal(await make(store, 'O-3', 'TAP-1', ['T-3']))).toEqual(['unit-incomplete'])
  })
})

describe('what somebody lets pass for one unit', () => {
  test('lets no other one pass', async () => {
    await taps([line('0010', { policy: 'block-unless-signed' })])
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1', 'T-2']))
    const body = { ref: 'unit:0010@T-1', reason: 'It does without' }
    const signed = command(olga, body, { signature: signedBy(olga, 'approved') })
    taken(await execution.overrideStep(store, signed, { orderId: 'O-3', stepId: 'build' }))
    expect(refusal(await make(store, 'O-3', 'TAP-1', ['T-2']))).toEqual(['unit-incomplete'])
    taken(await make(store, 'O-3', 'TAP-1', ['T-1']))
  })
})

describe('scrap of units', () => {
  const scrapped = { use: 'scrap' } as const

  test('names them, where they have components', async () => {
    await taps([line('0010')])
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1']))
    expect(refusal(await make(store, 'O-3', 'TAP-1', undefined, scrapped))).toEqual(['unit-missing'])
    taken(await make(store, 'O-3', 'TAP-1', ['T-1'], scrapped))
    taken(await make(store, 'O-3', 'LOST', undefined, { ...scrapped, lineId: '0010' }))
  })

  test('is told of the lot that they were announced for, and of the product', async () => {
    const offcut = { lineId: '0090', materialId: 'MOTOR', quantity: each('5'), use: 'by-product' }
    await taps([line('0010'), offcut])
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1']))
    taken(await make(store, 'O-3', 'OFF-1', undefined, { use: 'by-product' }))
    expect(refusal(await make(store, 'O-3', 'OFF-1', ['T-1'], scrapped))).toEqual(['lot-wrong-material', 'unit-unfit'])
    expect(refusal(await make(store, 'O-3', 'TAP-2', ['T-1'], scrapped))).toEqual(['unit-unfit'])
    taken(await make(store, 'O-3', 'TAP-1', ['T-1'], scrapped))
  })
})

describe('a count in a lot of units that have components', () => {
  const count = (value: string, more: object) =>
    lots.adjustLot(store, command(olga, { counted: each(value), reason: 'Inventory', ...more }), { lotId: 'TAP-1' })
  const unitThere = () =>
    shownUnit(
      unitIn(store.state(), 'TAP', 'T-1') as Serial,
      { lot: store.state()['lot TAP-1'] as Lot, sublot: store.state()['sublot TAP-1/T-1'] as Sublot },
      noon,
    )

  test('finds no loose piece, which would have none, and finds a unit by its number', async () => {
    await taps([line('0010')])
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1']))
    taken(await seal('0010', 'T-1'))
    taken(await make(store, 'O-3', 'TAP-1', ['T-1']))
    expect(refusal(await count('1', { loose: true }))).toEqual(['unit-missing'])
    const sublotId = 'T-1' as SublotId
    taken(await count('0', { sublotId }))
    expect(refusal(await count('1', {}))).toEqual(['unit-missing'])
    taken(await count('1', { sublotId }))
  })

  test('finds one that was scrapped, which is not scrapped any more', async () => {
    await taps([line('0010')])
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1']))
    taken(await seal('0010', 'T-1'))
    taken(await make(store, 'O-3', 'TAP-1', ['T-1']))
    taken(await scrap('T-1'))
    expect(unitThere()).toMatchObject({ status: 'scrapped' })
    taken(await count('1', { sublotId: 'T-1' }))
    expect(unitThere()).toMatchObject({ status: 'quarantine' })
  })

  test('finds loose pieces of a product that has none', async () => {
    await taps([])
    taken(await make(store, 'O-3', 'TAP-1', undefined))
    taken(await count('2', {}))
  })
})

describe('a step that gives each unit its parts, and asks for no results', () => {
  const leave = (body: object) =>
    execution.completeStep(store, command(ada, completeStepBody.parse(body)), {
      orderId: 'O-3',
      stepId: 'build' as never,
    })

  beforeEach(async () => {
    const [first, ...more] = recipeOf('TAP', [line('0010')], [{ ...finish(), flow: 'units' }]).steps
    const steps = [{ ...first, flow: 'units' }, ...more]
    await approvedVersion(store, '1', { ...recipeOf('TAP', []), steps } as ReturnType<typeof recipeOf>, noon, tap)
    await building(store, 'O-3', 'TAP')
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1', 'T-2', 'T-3', 'T-4']))
    taken(await seal('0010', 'T-1'))
    taken(await seal('0010', 'T-2'))
  })

  test('lets no unit leave by a mere count, because a count does not say which of them has its parts', async () => {
    expect(refusal(await leave({ quantity: each('2') }))).toEqual(['unit-missing'])
    expect(refusal(await leave({ serials: ['T-1', 'T-3'] }))).toEqual(['unit-incomplete'])
    taken(await leave({ serials: ['T-1', 'T-2'] }))
    taken(await seal('0010', 'T-3'))
    expect(refusal(await leave({ serials: ['T-3', 'T-4'] }))).toEqual(['unit-incomplete'])
    taken(await leave({ serials: ['T-3'] }))
  })
})
