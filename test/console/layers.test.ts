import { expect, test } from 'vitest'
import { layered } from '../../console/src/look/layers.ts'

const line = (from: string, to: string) => ({ from, to })

test('each node stands to the right of all that flows into it', () => {
  const { spots } = layered(['d', 'c', 'b', 'a'], [line('a', 'b'), line('b', 'd'), line('a', 'd'), line('c', 'd')])
  expect(['a', 'b', 'c', 'd'].map((name) => spots.get(name)?.column)).toEqual([0, 1, 0, 2])
})

test('lines that would cross are drawn straight, around the middle of their column', () => {
  const { spots } = layered(['a', 'b', 'x', 'y'], [line('a', 'y'), line('b', 'x')])
  expect(spots.get('a')?.row).toBe(spots.get('y')?.row)
  expect(spots.get('b')?.row).toBe(spots.get('x')?.row)
  expect((spots.get('x')?.row ?? 0) + (spots.get('y')?.row ?? 0)).toBe(0)
})

test('a line over several columns passes each in a row where nothing else stands', () => {
  const { spots, bendsOf } = layered(
    ['a', 'b', 'c', 'd'],
    [line('a', 'b'), line('b', 'c'), line('c', 'd'), line('a', 'd')],
  )
  const bends = bendsOf('a', 'd')
  expect(bends.map(({ column }) => column)).toEqual([1, 2])
  expect(bends[0]?.row).not.toBe(spots.get('b')?.row)
  expect(bends[1]?.row).not.toBe(spots.get('c')?.row)
  expect(bendsOf('a', 'b')).toEqual([])
})

test('a circle, a line to itself and a line to a node that is not drawn do no harm', () => {
  const { spots } = layered(
    ['a', 'b', 'c'],
    [line('a', 'b'), line('b', 'c'), line('c', 'b'), line('b', 'b'), line('c', 'z')],
  )
  expect(spots.size).toBe(3)
})

test('5,000 nodes are placed while nobody notices', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `${index}`)
  const lines = names.slice(1).map((to, index) => line(`${Math.floor(index / 3)}`, to))
  const before = performance.now()
  expect(layered(names, lines).spots.size).toBe(5000)
  expect(performance.now() - before).toBeLessThan(1000)
})
