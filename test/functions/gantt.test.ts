import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { ganttOf } from '../../functions/schedule/gantt.ts'
import { type Plan, schedule } from '../../shared/domain/schedule/schedule.ts'
import { later, noon } from '../support/given.ts'
import { aFloor, anOrder, equipment, randomFloor } from '../support/random-plant.ts'
import { infeasibleInWords } from '../support/words.ts'

const hour = 3600
const setUps = [{ duration: { value: '1', unit: 'h' } }]
const plan = schedule(
  aFloor({
    equipment: [equipment('MIXING', { level: 'work-center', setUps })],
    orders: [anOrder('O-1', { priority: 1 }), anOrder('O-2', { family: 'GEL', dueAt: later(hour) })],
  }),
)
const shown = ({ infeasible, ...plan }: Plan) => ({
  ...plan,
  infeasible: infeasible.map((it) => ({ detail: infeasibleInWords(it) })),
})
const rectangles = (svg: string) => [...svg.matchAll(/<rect class="(?!paper)([^"]+)"/g)].map(([, name]) => name)

describe('the picture of a plan', () => {
  test('has a bar for each operation and set-up, and marks the late ones', () => {
    const svg = ganttOf(shown(plan), 'Europe/Paris')
    expect(rectangles(svg)).toEqual(['set-up', 'planned', 'set-up', 'planned behind'])
    expect(svg).toContain('>O-1 mix</text>')
    expect(svg).toContain(`<title>O-2 mix, MIXING: ${later(3 * hour)} to ${later(4 * hour)}</title>`)
    expect(svg).toContain('Order O-2 is due on')
  })

  test("tells the time by the site's own clock", () => {
    expect(ganttOf(shown(plan), 'Europe/Paris', { from: noon, to: later(3 * hour) })).toContain(
      '>Mon 2 Mar, 13:00</text>',
    )
    expect(ganttOf(shown(plan), 'Asia/Kolkata', { from: noon, to: later(3 * hour) })).toContain(
      '>Mon 2 Mar, 17:30</text>',
    )
  })

  test('says so when there is nothing to see', () => {
    expect(ganttOf(shown(schedule(aFloor())), 'UTC')).toContain('Nothing is planned in this time.')
    expect(ganttOf(shown(plan), 'UTC', { from: later(9 * hour), to: later(10 * hour) })).toContain('0 operations')
  })

  test('shows what people have named as text, never as a part of the picture', () => {
    const [operation] = plan.operations
    const named = { ...plan, operations: [{ ...operation, personId: '<script>"&' }] } as Plan
    expect(ganttOf(shown(named), 'UTC')).toContain('&lt;script&gt;&quot;&amp;')
  })

  test('is well-formed and inside its frame, whatever the plan', () => {
    fc.assert(
      fc.property(randomFloor, fc.integer({ min: 1, max: 5000 }), (floor, minutes) => {
        const svg = ganttOf(shown(schedule(floor)), floor.timeZone, { to: later(minutes * 60) })
        expect(XMLValidator.validate(svg)).toBe(true)
        expect(svg).not.toMatch(/NaN|Infinity|undefined/)
        const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(svg)
        const [, , width, height] = String(parsed.svg.viewBox).split(' ').map(Number)
        for (const [, x, y] of svg.matchAll(/<rect class="[^"]+" x="([^"]+)" y="([^"]+)"/g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(0)
          expect(Number(x)).toBeLessThanOrEqual(width ?? 0)
          expect(Number(y)).toBeLessThan(height ?? 0)
        }
      }),
    )
  })
})
