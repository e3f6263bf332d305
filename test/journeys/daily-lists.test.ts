import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, type Crew, codesOf, crewOf, kg, read } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

/** A plant of its own: these lists have everything that there is. */
const plant = usePlant()
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
  for (const materialId of ['SUGAR', 'SALT'])
    accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: 'kg' }))
  accepted(await crew.erik.defineEquipment({ equipmentId: 'KETTLE' }, { name: 'Kettle', level: 'work-unit' }))
  for (const lotId of ['SUGAR-1', 'SUGAR-2'])
    accepted(await crew.ada.receiveLot({ lotId, materialId: 'SUGAR', quantity: kg('100') }))
})

describe('the holds of the plant', () => {
  beforeAll(async () => {
    for (const [holdId, type, id, reason] of [
      ['H-1', 'lot', 'SUGAR-1', '=1+1'],
      ['H-2', 'equipment', 'KETTLE', 'A seal leaks'],
      ['H-3', 'material', 'SALT', 'The supplier warns'],
      ['H-4', 'lot', 'SUGAR-2', 'A torn bag'],
    ] as const)
      accepted(await crew.quinn.placeHold({ holdId, subject: { type, id }, reason }))
    accepted(
      await crew.quinn.releaseHold({ holdId: 'H-4' }, { reason: 'Intact', ...(await crew.sign('quinn', 'released')) }),
    )
  })
  const ids = async (query: Parameters<Crew['vera']['listHolds']>[0]) =>
    (await read(crew.vera.listHolds(query))).items.map(({ holdId }) => holdId)

  test('are those that are active, with what they hold, since when, by whom and why, oldest first', async () => {
    const { items } = await read(crew.vera.listHolds({}))
    expect(items).toMatchObject([
      { holdId: 'H-1', subject: { type: 'lot', id: 'SUGAR-1' }, status: 'active', placedBy: expect.any(String) },
      { holdId: 'H-2', subject: { type: 'equipment', id: 'KETTLE' }, reason: 'A seal leaks' },
      { holdId: 'H-3', subject: { type: 'material', id: 'SALT' }, placedAt: expect.any(String) },
    ])
    expect(await ids({ order: 'newest' })).toEqual(['H-3', 'H-2', 'H-1'])
    expect(await ids({ type: 'lot' })).toEqual(['H-1'])
    expect(await ids({ purpose: 'recall' })).toEqual([])
    expect(await ids({ subject: 'lot:SUGAR-2' })).toEqual(['H-4'])
  })

  test('come in pages, in either order', async () => {
    for (const order of ['oldest', 'newest'] as const) {
      const first = await read(crew.vera.listHolds({ limit: '2', order }))
      const rest = await read(crew.vera.listHolds({ limit: '2', order, cursor: first.nextCursor }))
      const both = [...first.items, ...rest.items].map(({ holdId }) => holdId)
      expect(both).toEqual(order === 'oldest' ? ['H-1', 'H-2', 'H-3'] : ['H-3', 'H-2', 'H-1'])
      expect(rest.nextCursor).toBeUndefined()
    }
  })

  test('are a table, page by page, that runs nothing in a spreadsheet', async () => {
    const csv = { accept: 'text/csv' }
    const answer = accepted(await crew.vera.listHolds({ limit: '2' }, csv))
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('vary')).toContain('accept')
    const [head, first, second] = answer.text.split('\r\n')
    expect(head).toMatch(/^holdId,subject\.type,subject\.id,reason,/)
    expect(first).toMatch(/^H-1,lot,SUGAR-1,'=1\+1,/)
    expect(second).toMatch(/^H-2,equipment,KETTLE,A seal leaks,/)
    const next = /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1] ?? ''
    const token = await plant().token('vera')
    const rest = await fetch(`${plant().url}${next}`, { headers: { authorization: `Bearer ${token}`, ...csv } })
    expect((await rest.text()).split('\r\n').slice(1)).toEqual([expect.stringMatching(/^H-3,material,SALT,/), ''])
    expect(rest.headers.get('link')).toBeNull()
  })

  test('are refused by a filter that is none', async () => {
    expect(codesOf(await crew.vera.get('/v1/holds?type=deviation'))).toEqual(['invalid-request'])
  })
})
