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
  test('shows name, meaning and time of the signing, and spends the sign-in', () => {
    const presented = signedBy(quinn, 'released', noon, 'token-7')
    expect(judge(presented, later(60))).toEqual({
      violations: [],
      signature: { personId: 'quinn', name: 'Quinn Delaney', meaning: 'released', signedAt: later(60) },
      signatures: [{ personId: 'quinn', name: 'Quinn Delaney', meaning: 'released', signedAt: later(60) }],
      spent: ['token-7'],
    })
  })

  test('is missing when nobody signed, and says who must', () => {
    expect(codes(undefined)).toEqual(['signature-missing'])
    expect(judge({ meaning: 'released' }).violations.map(inWords)[0]).toBe(
      'A person with the role quality or admin has to sign as released or approved.',
    )
  })

  test('counts for five minutes after the sign-in, to the second', () => {
    expect(codes(signedBy(quinn, 'released', noon), later(signatureFreshnessSeconds))).toEqual([])
    expect(codes(signedBy(quinn, 'released', noon), later(signatureFreshnessSeconds + 1))).toEqual(['signature-stale'])
  })

  test('is not given with the token of the session', () => {
    expect(codes(signedBy(quinn, 'released', noon, quinn.tokenId))).toEqual(['signature-invalid'])
  })

  test('tells everything that is wrong with it, and neither signs nor spends', () => {
    const bad = judge(signedBy(ada, 'reviewed', later(-3600)))
    expect(bad.violations.map(({ code }) => code)).toEqual([
      'signature-wrong-meaning',
      'signature-wrong-role',
      'signature-stale',
    ])
    expect(bad).toMatchObject({ signatures: [], spent: [] })
    expect(bad.signature).toBeUndefined()
  })

  test('of a token that is none says why', () => {
    const bad = judge({ meaning: 'released', signer: { valid: false, fault: 'expired' } })
    expect(bad.violations).toMatchObject([{ code: 'signature-invalid', variant: 'expired' }])
  })
})
