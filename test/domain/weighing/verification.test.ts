import { describe, expect, test } from 'vitest'
import type { Step } from '../../../events/recipe.ts'
import { overrideStep } from '../../../shared/domain/execution/override.ts'
import { rejectContainer } from '../../../shared/domain/weighing/rejection.ts'
import { notVerified, verifyContainer } from '../../../shared/domain/weighing/verification.ts'
import { benchOf, dispense } from '../../support/dispensing.ts'
import {
  ada,
  aLine,
  aStep,
  because,
  by,
  caller,
  codes,
  g,
  later,
  noon,
  olga,
  order,
  quinn,
  running,
  saved,
  signedBy,
  snapshot,
  whyNot,
} from '../../support/given.ts'
import { cup, floorWith, weighing } from '../../support/weighed-cup.ts'
import { say } from '../../support/words.ts'

const ben = caller('ben', 'Ben Okafor', 'operator')

describe('a container', () => {
  const actives = () => {
    const bench = benchOf()
    bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('600'), containerId: 'C-1' })
    bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('400'), containerId: 'C-2' }, ben)
    bench.weigh({ lineId: '20', lotId: 'LAC-1', net: g('4000'), containerId: 'C-3' })
    bench.weigh({ lineId: '30', lotId: 'SALT-1', net: g('250'), containerId: 'C-4' })
    return bench
  }

  test('of a line with verification is verified by another person before the step is completed', () => {
    const bench = actives()
    expect(codes(bench.complete())).toEqual(['container-not-verified', 'container-not-verified'])
    expect(codes(bench.verify('C-1', ada))).toEqual(['signature-same-person'])
    expect(bench.verify('C-1', ben)).toMatchObject({
      outcome: 'accepted',
      fact: { type: 'andon.dispensing.verified.v1', data: { containerId: 'C-1', lotId: 'ACT-1', lineId: '10' } },
      signatures: [{ personId: 'ben', meaning: 'verified' }],
    })
    expect(codes(bench.complete())).toEqual(['container-not-verified'])
    expect(codes(bench.verify('C-2', ada))).toEqual([])
    expect(codes(bench.complete())).toEqual([])
    expect(bench.container('C-2').verified).toEqual({ id: 'ada', name: 'Ada Moreau', at: noon })
  })

  test('is verified once', () => {
    const bench = actives()
    bench.verify('C-1')
    expect(codes(bench.verify('C-1'))).toEqual(['container-decided'])
  })

  test('must be the one whose code is scanned', () => {
    const bench = actives()
    expect(codes(bench.verify('C-1', olga, 'C-2'))).toEqual(['container-mismatch'])
    expect(codes(bench.verify('C-1', olga, 'C-1'))).toEqual([])
    expect(codes(bench.verify('C-9'))).toEqual(['dispensed-unknown'])
  })

  test('that is not verified may be overridden by a supervisor, if the line allows it', () => {
    const bench = actives()
    bench.verify('C-2')
    const overridden = overrideStep(
      { order: bench.order(), snapshot: snapshot({ steps: [dispense()] }) },
      'dispense',
      { ref: 'dispensed:C-1', reason: 'Seen on camera' },
      signedBy(quinn, 'approved'),
      { exceptionId: 'override-1', deviationId: 'dev-1' as never },
      say,
      by(quinn),
    )
    bench.take(overridden)
    expect(codes(overridden)).toEqual([])
    expect(codes(bench.complete())).toEqual([])
    bench.reject('C-1')
    expect(bench.order().overrides).toEqual({})
  })

  test('is not decided if its line or its lot does not exist any more, with the reason', () => {
    const bench = actives()
    const on = { order: bench.order(), container: bench.container('C-2'), lot: undefined }
    const reject = (step: Step) => {
      const floor = { ...on, snapshot: snapshot({ steps: [step] }) }
      return codes(rejectContainer(floor, 'C-2', { reason: 'It fell over' }, by(ada)))
    }
    expect(reject(dispense())).toEqual(['lot-unknown'])
    expect(reject({ ...dispense(), materials: [] })).toEqual(['line-unknown'])
  })
})

describe('verifying a container', () => {
  const verifying = (
    floor: Partial<ReturnType<typeof floorWith>> = {},
    { scanned, names = ['C-1'], who = olga }: { scanned?: string; names?: string[]; who?: typeof olga } = {},
  ) =>
    verifyContainer(
      { ...floorWith(), ...floor },
      'C-1',
      { names, ...(scanned !== undefined && { scanned }) },
      signedBy(who, 'verified', later(60)),
      by(who, later(60)),
    )

  test('records the signature, and the step no longer waits for it', () => {
    const decision = verifying({}, { scanned: '(00)123' })
    expect(decision).toMatchObject({ signatures: [{ personId: 'olga', meaning: 'verified' }] })
    expect(decision).toHaveProperty('fact', {
      type: 'andon.dispensing.verified.v1',
      data: { orderId: 'O-1', stepId: 'weigh', lineId: '0010', containerId: 'C-1', lotId: 'SUC-1', scanned: '(00)123' },
    })
    expect(saved(decision, 'order')).not.toHaveProperty('steps.weigh.unverified')
    expect(saved(decision, 'dispensed').verified).toEqual({ id: 'olga', name: 'Olga Petrova', at: later(60) })
    expect(decision).toHaveProperty('changes.1.id', 'O-1@C-1')
  })

  test('says nothing of a code where none was scanned', () => {
    expect(verifying()).not.toHaveProperty('fact.data.scanned')
  })

  test('leaves the other containers to be verified', () => {
    const two = order({ steps: { weigh: weighing({ unverified: { 'C-1': '0010', 'C-2': '0010' } }) } })
    expect(saved(verifying({ order: two }), 'order')).toHaveProperty('steps.weigh.unverified', { 'C-2': '0010' })
  })

  test('uses up the override of this container, and of no other', () => {
    const passed = { by: 'quinn', code: 'container-not-verified' }
    const overrides = { 'weigh/dispensed:C-1': passed, 'weigh/dispensed:C-2': passed, 'weigh/line:0010': passed }
    const { 'weigh/dispensed:C-1': _spent, ...kept } = overrides
    const of = order({ steps: { weigh: weighing() }, overrides })
    expect(saved(verifying({ order: of }), 'order')).toHaveProperty('overrides', kept)
  })

  test('needs a person other than the one who weighed it', () => {
    expect(whyNot(verifying({}, { who: ada }))).toEqual([
      because('signature-same-person/weighed', { signer: 'Ada Moreau', containerId: 'C-1' }, 'signature/signer'),
    ])
    expect(verifying({ container: cup({ weighed: { id: 'ben', name: 'Ben', at: noon } }) }, { who: ada }).outcome).toBe(
      'accepted',
    )
  })

  test('needs the code of the container, if one is scanned', () => {
    expect(whyNot(verifying({}, { scanned: 'X', names: ['C-2', 'C-10'] }))).toEqual([
      because('container-mismatch', { scanned: 'X', containerId: 'C-1' }, 'scanned'),
    ])
    expect(verifying({}, { scanned: 'X', names: ['C-2', 'C-1'] }).outcome).toBe('accepted')
    expect(codes(verifying({}, { scanned: 'X', names: [] }))).toEqual(['container-mismatch'])
  })

  test('is done once, and not after a rejection', () => {
    const decided = { id: 'olga', name: 'Olga Petrova', at: later(30) }
    const params = { containerId: 'C-1', by: 'Olga Petrova', on: later(30) }
    expect(whyNot(verifying({ container: cup({ verified: decided }) }))).toEqual([
      because('container-decided/verified', params, 'dispensed:C-1'),
    ])
    expect(whyNot(verifying({ container: cup({ rejected: { ...decided, reason: 'It fell over' } }) }))).toEqual([
      because('container-decided/rejected', params, 'dispensed:C-1'),
    ])
  })

  test('needs an existing container, in a running step', () => {
    const unknown = verifyContainer(
      { ...floorWith(), container: undefined },
      'C-9',
      { names: [] },
      signedBy(olga, 'verified'),
      by(olga),
    )
    expect(whyNot(unknown)).toEqual([
      because('dispensed-unknown', { containerId: 'C-9', orderId: 'O-1' }, 'dispensed:C-9'),
    ])
    expect(whyNot(verifying({ order: order({ steps: { weigh: { status: 'completed' } } }) }))).toEqual([
      because('step-not-running', { stepId: 'weigh' }, 'step:weigh'),
    ])
  })

  test('is refused for every reason at once', () => {
    const held = order({ holds: ['H-1'], steps: { weigh: { status: 'completed' } } })
    const gone = snapshot({ steps: [aStep('weigh')] })
    const floor = { ...floorWith(), order: held, snapshot: gone, container: cup({ verified: cup().weighed }) }
    const decision = verifyContainer(floor, 'C-1', { scanned: 'X', names: [] }, undefined, by(olga))
    expect(codes(decision)).toEqual([
      'order-on-hold',
      'step-not-running',
      'line-unknown',
      'container-decided',
      'container-mismatch',
      'signature-missing',
    ])
  })
})

describe('containers without verification', () => {
  const step = (verify: 'block' | 'block-unless-signed' | 'warn' | 'off') => ({
    ...aStep('weigh'),
    materials: [aLine({ weighing: { verify }, deviationOnOverride: false })],
  })

  test('are findings, each with the policy of its line', () => {
    const found = notVerified(step('block-unless-signed'), weighing({ unverified: { 'C-1': '0010', 'C-2': '0010' } }))
    expect(found).toMatchObject([
      { policy: 'block-unless-signed', deviationOnOverride: false },
      { policy: 'block-unless-signed' },
    ])
    expect(whyNot(found.flatMap((it) => it?.violation ?? []))).toEqual([
      because('container-not-verified', { containerId: 'C-1', lineId: '0010' }, 'dispensed:C-1'),
      because('container-not-verified', { containerId: 'C-2', lineId: '0010' }, 'dispensed:C-2'),
    ])
  })

  test('block where their line is no longer there, and are none where nobody has to verify', () => {
    expect(notVerified(step('warn'), weighing({ unverified: { 'C-1': '0099' } }))).toMatchObject([{ policy: 'block' }])
    expect(notVerified(step('off'), weighing())).toEqual([undefined])
    expect(notVerified(step('block'), running())).toEqual([])
  })
})
