import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isAboutOrder, isAboutSignature, type Rule, readRule, writeRule } from '../../../shared/domain/orders/rule.ts'

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
const rules = [
  'line',
  'over',
  'early',
  'picking',
  'weighing',
  'unit',
  'parameter',
  'manual',
  'timer',
  'dispensed',
  'signature',
  'step',
  'yield',
  'balance',
] as const
const aRule: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({ rule: fc.constantFrom(...rules), of: id }),
  fc.record({ rule: fc.constant('expiry' as const), of: id, sublotId: id }, { requiredKeys: ['rule', 'of'] }),
)

test('a rule that is written is read back the same', () => {
  fc.assert(
    fc.property(aRule, (rule) => {
      expect(readRule(writeRule(rule))).toEqual(rule)
    }),
  )
})

test.each([
  ['over:0010', { rule: 'over', of: '0010' }],
  ['expiry:SUC-1', { rule: 'expiry', of: 'SUC-1' }],
  ['retest:SUC-1/DRUM-3', { rule: 'retest', of: 'SUC-1', sublotId: 'DRUM-3' }],
  ['expiry:SUC-1/DRUM-3', { rule: 'expiry', of: 'SUC-1', sublotId: 'DRUM-3' }],
  ['yield:order', { rule: 'yield', of: 'order' }],
  ['signature:approved', { rule: 'signature', of: 'approved' }],
])('%s is the name of a rule in the public contract', (ref, rule) => {
  expect(readRule(ref)).toEqual(rule)
})

test.each([
  '',
  'stepId',
  'signature/signer',
  'header#/if-match',
  'lot:SUC-1',
  'over:',
  'over:0010/1',
  'expiry:/DRUM-3',
])('"%s" names no rule', (ref) => expect(readRule(ref)).toBeUndefined())

test('any ref is read as the rule that writes it, or as none', () => {
  fc.assert(
    fc.property(fc.string(), (ref) => {
      const rule = readRule(ref)
      if (rule) expect(writeRule(rule)).toBe(ref)
    }),
  )
})

test('only yield and balance of the order are rules of its last step', () => {
  const refs = ['yield:order', 'balance:order', 'yield:step', 'balance:step', 'line:order', 'signature:approved']
  const all = refs.flatMap((ref) => readRule(ref) ?? [])
  expect(all.filter(isAboutOrder).map(writeRule)).toEqual(['yield:order', 'balance:order'])
  expect(all.filter(isAboutSignature).map(writeRule)).toEqual(['signature:approved'])
})
