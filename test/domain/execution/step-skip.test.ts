import { describe, expect, test } from 'vitest'
import { aStep, codes } from '../../support/given.ts'
import { floorOf } from '../../support/recipes.ts'

type Policy = 'block' | 'block-unless-signed' | 'warn' | 'off'

describe('a step that may be skipped', () => {
  const of = (policy?: Policy) =>
    floorOf([aStep('rinse', policy && { skip: { policy } }), aStep('mix', { after: ['rinse'] })])

  test('is skipped by its policy, and the next one starts as after its completion', () => {
    expect(codes(of().skip('rinse', 'It is clean'))).toEqual(['step-not-optional'])
    expect(codes(of('warn').skip('rinse'))).toEqual(['reason-missing'])
    const floor = of('warn')
    expect(floor.skip('rinse', 'It is clean')).toMatchObject({
      fact: { type: 'andon.step.skipped.v1', data: { reason: 'It is clean' } },
    })
    expect(codes(floor.start('mix'))).toEqual([])
    expect(codes(of('off').skip('rinse'))).toEqual([])
    const signedFor = of('block-unless-signed')
    expect(codes(signedFor.skip('rinse', 'It is clean'))).toEqual(['step-not-optional'])
    signedFor.override('step:rinse', 'rinse')
    expect(codes(signedFor.skip('rinse'))).toEqual([])
  })

  test('is not skipped out of order, or after it has begun', () => {
    const floor = floorOf([aStep('mix'), aStep('rinse', { after: ['mix'], skip: { policy: 'off' } })])
    expect(codes(floor.skip('rinse'))).toEqual(['predecessor-incomplete'])
    floor.start('mix')
    floor.complete('mix')
    floor.start('rinse')
    expect(codes(floor.skip('rinse'))).toEqual(['step-already-started'])
  })
})
