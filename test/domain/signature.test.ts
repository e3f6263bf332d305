import { describe, expect, test } from 'vitest'
import { judgeSignature, signatureFreshnessSeconds } from '../../shared/domain/signature.ts'
import { ada, by, later, noon, quinn, signedBy } from '../support/given.ts'
import { inWords } from '../support/words.ts'

const rule = { meanings: ['released', 'approved'], roles: ['quality', 'admin'] } as const
const judge = (presented: Parameters<typeof judgeSignature>[0], at = noon) =>
  judgeSignature(presented, rule, by(quinn, at))
const codes = (presented: Parameters<typeof judgeSignature>[0], at = noon) =>
  judge(presented, at).violations.map(({ code }) => code)

describe('a signature', () => {
  test('contains name, meaning and time, and uses the sign-in', () => {
    const presented = signedBy(quinn, 'released', noon, 'token-7')
    expect(judge(presented, later(60))).toEqual({
      violations: [],
      signature: { personId: 'quinn', name: 'Quinn Delaney', meaning: 'released', signedAt: later(60) },
      signatures: [{ personId: 'quinn', name: 'Quinn Delaney', meaning: 'released', signedAt: later(60) }],
      spent: ['token-7'],
    })
  })

  test('is missing without a signer, and the violation says who must sign', () => {
    expect(codes(undefined)).toEqual(['signature-missing'])
    expect(judge({ meaning: 'released' }).violations.map(inWords)[0]).toBe(
      'A person with the role quality or admin has to sign as released or approved.',
    )
  })

  test('is possible up to five minutes after the sign-in, to the second', () => {
    expect(codes(signedBy(quinn, 'released', noon), later(signatureFreshnessSeconds))).toEqual([])
    expect(codes(signedBy(quinn, 'released', noon), later(signatureFreshnessSeconds + 1))).toEqual(['signature-stale'])
  })

  test('is not possible with the session’s token', () => {
    expect(codes(signedBy(quinn, 'released', noon, quinn.signIn))).toEqual(['signature-invalid'])
  })

  test('is refused with every reason, and then uses no sign-in', () => {
    const bad = judge(signedBy(ada, 'reviewed', later(-3600)))
    expect(bad.violations.map(({ code }) => code)).toEqual([
      'signature-wrong-meaning',
      'signature-wrong-role',
      'signature-stale',
    ])
    expect(bad).toMatchObject({ signatures: [], spent: [] })
    expect(bad.signature).toBeUndefined()
  })

  test('with an invalid token says why', () => {
    const bad = judge({ meaning: 'released', signer: { valid: false, fault: 'expired' } })
    expect(bad.violations).toMatchObject([{ code: 'signature-invalid', variant: 'expired' }])
  })
})
