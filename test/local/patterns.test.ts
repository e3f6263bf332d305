import { describe, expect, test } from 'vitest'
import { CannotStart } from '../../local/cannot-start.ts'
import { readInput } from '../../local/eventbridge.ts'
import { readPattern } from '../../local/patterns.ts'

const event = {
  source: 'andon',
  'detail-type': 'andon.deviation.opened.v1',
  detail: { severity: 3, tags: ['gmp', 'line-2'], actor: { name: 'Ada' } },
}

describe('an event pattern', () => {
  test.each([
    [{ source: ['andon', 'other'] }, true],
    [{ source: ['Andon'] }, false],
    [{ 'detail-type': [{ prefix: 'andon.deviation.' }] }, true],
    [{ 'detail-type': [{ suffix: '.v2' }] }, false],
    [{ source: [{ 'equals-ignore-case': 'ANDON' }] }, true],
    [{ source: [{ 'anything-but': ['andon'] }] }, false],
    [{ source: [{ 'anything-but': { prefix: 'aws.' } }] }, true],
    [{ detail: { missing: [{ 'anything-but': 'x' }] } }, false],
    [{ detail: { actor: { name: [{ exists: true }] }, missing: [{ exists: false }] } }, true],
    [{ detail: { tags: ['gmp'] } }, true],
    [{ detail: { severity: [{ numeric: ['>', 1, '<=', 3] }] } }, true],
    [{ detail: { severity: ['3'] } }, false],
    [{ source: ['andon'], detail: { severity: [4] } }, false],
  ])('%j matches: %s', (pattern, expected) => {
    expect(readPattern(pattern, 'Rule')(event)).toBe(expected)
  })

  test.each([
    [{ source: [{ wildcard: 'a*' }] }],
    [{ $or: [{ source: ['a'] }] }],
    [{ source: 'andon' }],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }],
  ])('%j is refused at the start', (pattern) => {
    expect(() => readPattern(pattern, 'Plant/Rule')).toThrow(CannotStart)
  })
})

describe('what a target is sent', () => {
  const input = (target: object) => readInput(target as Record<string, unknown>, 'Rule')(event)

  test('is the whole event, a part of it, or a constant', () => {
    expect(JSON.parse(input({}))).toEqual(event)
    expect(input({ InputPath: '$.detail.actor' })).toBe('{"name":"Ada"}')
    expect(input({ Input: '{"a":1}' })).toBe('{"a":1}')
  })

  test('is a template in which a value stands bare inside quotes and as JSON outside', () => {
    const InputTransformer = {
      InputPathsMap: { name: '$.detail.actor.name', tags: '$.detail.tags', none: '$.detail.none' },
      InputTemplate: '{"text":"<name> of <tags>","tags":<tags>,"none":"<none>"}',
    }
    expect(JSON.parse(input({ InputTransformer }))).toEqual({
      text: 'Ada of ["gmp","line-2"]',
      tags: ['gmp', 'line-2'],
      none: '',
    })
  })
})
