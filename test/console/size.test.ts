import { beforeAll, describe, expect, it } from 'vitest'
import { builtConsole } from '../../local/console.ts'
import { type Sizes, sizesOf } from '../support/console-sizes.ts'

/** Kilobytes as gzip sends them. */
const mostAtFirst = 170
const mostOfScreen = 60

describe('The scripts of the console', () => {
  let sizes: Sizes
  beforeAll(async () => {
    sizes = sizesOf(await builtConsole())
  }, 120_000)

  it(`are at most ${mostAtFirst} KB before the first screen`, () => {
    expect(sizes.first).toBeLessThan(mostAtFirst)
  })

  it(`are at most ${mostOfScreen} KB more for each screen`, () => {
    expect(sizes.screens.length).toBeGreaterThan(5)
    expect(sizes.screens.filter(({ size }) => size > mostOfScreen)).toEqual([])
  })
})
