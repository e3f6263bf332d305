import { describe, expect, test } from 'vitest'
import { clockToleranceSeconds, judgeSignature, signatureFreshnessSeconds } from '../../shared/domain/signature.ts'
import { ada, by, caller, later, noon, quinn, signedBy } from '../support/given.ts'
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

  test('is possible with a clock of the issuer that is a little ahead, and not with one that is more', () => {
    expect(codes(signedBy(quinn, 'released', later(clockToleranceSeconds)))).toEqual([])
    const future = judge(signedBy(quinn, 'released', later(clockToleranceSeconds + 1)))
    expect(future.violations).toMatchObject([{ code: 'signature-invalid', variant: 'future' }])
  })

  test('prints the name that the plant has defined, and is refused to who has none', () => {
    const printedNames = new Map([['quinn', 'Dr. Quinn Delaney']])
    const circumstances = { ...by(ada), printedNames }
    expect(judgeSignature(signedBy(quinn, 'released'), rule, circumstances).signature?.name).toBe('Dr. Quinn Delaney')
    const nameless = judgeSignature(signedBy(caller('nora', 'Nora', 'quality'), 'released'), rule, circumstances)
    expect(nameless.violations.map(inWords)).toEqual([expect.stringContaining('PUT /v1/persons/nora')])
    expect(nameless.spent).toEqual([])
  })

  test('has the second signature of another person, if one is given', () => {
    const quentin = caller('quentin', 'Quentin Marchand', 'quality')
    const second = (who: typeof quinn, signIn = 'token-8') => ({
      ...signedBy(quinn, 'released', noon, 'token-7'),
      verifier: signedBy(who, 'verified', noon, signIn).signer,
    })
    const circumstances = { ...by(ada), printedNames: new Map([quinn, quentin].map(({ id, name }) => [id, name])) }
    const judged = judgeSignature(second(quentin), rule, circumstances)
    expect(judged.signatures).toMatchObject([
      { personId: 'quinn', meaning: 'released' },
      { personId: 'quentin', name: 'Quentin Marchand', meaning: 'verified' },
    ])
    expect(judged).toMatchObject({ signature: { personId: 'quinn' }, spent: ['token-7', 'token-8'] })
    const alone = judgeSignature(second(quinn), rule, circumstances)
    expect(alone).toMatchObject({ signatures: [], spent: [] })
    expect(alone.violations.map(inWords)).toEqual(['Quinn Delaney signs already; another person has to verify it.'])
    expect(alone.violations).toMatchObject([{ code: 'signature-same-person', ref: 'signature/verifier' }])
    const untrained = judgeSignature(second(ada), rule, circumstances)
    expect(untrained.violations).toMatchObject([{ ref: 'signature/verifier' }, { ref: 'signature/verifier' }])
    expect(untrained.violations.map(({ code }) => code)).toEqual(['signature-invalid', 'signature-wrong-role'])
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
