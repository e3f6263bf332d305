import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { type Drawn, pictureOf } from '../../functions/genealogy/picture.ts'
import { dec, noon } from '../support/given.ts'

const kg = (value: string) => ({ value: dec(value), unit: 'kg' }) as const
const trace: Drawn = {
  root: 'lot:SUC-1',
  nodes: [
    { type: 'lot', id: 'SUC-1', materialId: 'SUCROSE', status: 'released', remaining: kg('75'), held: true },
    { type: 'order', id: 'O-1', product: 'SYRUP', status: 'completed' },
    { type: 'lot', id: 'SYR-1', materialId: 'SYRUP', status: 'released', remaining: kg('0') },
  ],
  edges: [
    { from: 'lot:SUC-1', to: 'order:O-1', quantity: kg('20'), at: '2026-03-02T08:00:00.000Z' },
    { from: 'lot:SUC-1', to: 'order:O-1', quantity: kg('5'), at: '2026-03-02T09:30:00.000Z' },
    { from: 'order:O-1', to: 'lot:SYR-1', quantity: kg('99.5'), at: noon },
  ],
  loops: [],
}
const boxes = (svg: string) =>
  [...svg.matchAll(/<rect class="((?!paper)[^"]+)" x="([^"]+)" y="([^"]+)"/g)].map(([, kind, x, y]) => ({
    kind,
    x: Number(x),
    y: Number(y),
  }))

describe('the picture of a trace', () => {
  test('shows material going from left to right, the lot that was asked for, and what is on hold', () => {
    const svg = pictureOf(trace)
    expect(boxes(svg).map(({ kind }) => kind)).toEqual(['lot held root', 'order', 'lot'])
    const [raw, order, product] = boxes(svg)
    expect(raw?.x).toBeLessThan(order?.x ?? 0)
    expect(order?.x).toBeLessThan(product?.x ?? 0)
    expect(svg).toContain(
      '<title>lot:SUC-1 to order:O-1: 20 kg on 2026-03-02T08:00:00.000Z, 5 kg on 2026-03-02T09:30:00.000Z</title>',
    )
    expect(svg).toContain('SUCROSE · 75 kg · on hold')
    expect(svg).toContain('lot SUC-1 and the 2 things that it is connected with')
  })

  test('marks the way by which an order was fed what it made', () => {
    const back = { from: 'lot:SYR-1', to: 'order:O-1' }
    const svg = pictureOf({
      ...trace,
      edges: [...trace.edges, { ...back, quantity: kg('1'), at: noon }],
      loops: [back],
    })
    expect(svg.match(/class="flow loop"/g)).toHaveLength(1)
  })

  test('leaves out what nobody could follow, and says so', () => {
    const many = Array.from({ length: 400 }, (_, number) => ({ type: 'lot', id: `L-${number}` }))
    const svg = pictureOf({ ...trace, nodes: [...trace.nodes, ...many] })
    expect(boxes(svg)).toHaveLength(250)
    expect(svg).toContain('153 of them are not drawn')
  })

  test('leaves out the more the more lines there are: each batch has a heel of all before it in it', () => {
    const batches = Array.from({ length: 120 }, (_, number) => number)
    const nodes = batches.flatMap((number) => [
      { type: 'order', id: `O-${number}` },
      { type: 'lot', id: `L-${number}` },
    ])
    const edge = (from: string, to: string) => ({ from, to, quantity: kg('1'), at: noon })
    const edges = batches.flatMap((number) => [
      edge(`order:O-${number}`, `lot:L-${number}`),
      ...batches.slice(0, number).map((before) => edge(`lot:L-${before}`, `order:O-${number}`)),
    ])
    const svg = pictureOf({ root: 'order:O-0', nodes, edges, loops: [] })
    const drawn = boxes(svg).length
    expect(drawn).toBeGreaterThan(10)
    expect(drawn).toBeLessThan(60)
    expect(svg).toContain(`${240 - drawn} of them are not drawn`)
  })

  test('is well-formed and inside its frame, and no two boxes lie upon one another, whatever the trace', () => {
    const id = fc.oneof(fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'), fc.string({ minLength: 1, maxLength: 70 }))
    const node = fc.record({
      type: fc.constantFrom('lot', 'order', 'shipment', 'customer', 'site', 'container'),
      id,
      held: fc.boolean(),
    })
    const nodes = fc.uniqueArray(node, { minLength: 1, maxLength: 40, selector: (it) => `${it.type}:${it.id}` })
    const drawn = nodes.chain((points) => {
      const name = fc.constantFrom(...points.map(({ type, id: its }) => `${type}:${its}`))
      const edge = fc.record({ from: name, to: name, quantity: fc.constant(kg('1')), at: fc.constant(noon) })
      return fc.record({ root: name, nodes: fc.constant(points), edges: fc.array(edge, { maxLength: 60 }) })
    })
    fc.assert(
      fc.property(drawn, (it) => {
        const svg = pictureOf({ ...it, loops: [] })
        expect(XMLValidator.validate(svg)).toBe(true)
        expect(svg).not.toMatch(/NaN|Infinity|undefined/)
        const { svg: parsed } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(svg)
        const [, , width, height] = String(parsed.viewBox).split(' ').map(Number)
        const drawnBoxes = boxes(svg)
        expect(drawnBoxes).toHaveLength(it.nodes.length)
        for (const [index, one] of drawnBoxes.entries()) {
          expect(one.x).toBeGreaterThanOrEqual(0)
          expect(one.x + 168).toBeLessThanOrEqual(width ?? 0)
          expect(one.y + 46).toBeLessThanOrEqual(height ?? 0)
          for (const other of drawnBoxes.slice(index + 1))
            expect(Math.abs(one.x - other.x) >= 168 || Math.abs(one.y - other.y) >= 46).toBe(true)
        }
      }),
    )
  })
})
