import { describe, expect, test } from 'vitest'
import type { Step } from '../../../events/recipe.ts'
import { benchOf, charging, dispense } from '../../support/dispensing.ts'
import { because, caller, codes, dec, g, noon, olga, quinn, signedBy, whyNot } from '../../support/given.ts'

const ben = caller('ben', 'Ben Okafor', 'operator')

/** Four containers of three lines, the two actives verified; then the mixer runs that charges them. */
function benchAt(more: Parameters<typeof charging>[0] = {}, dispensing: Step = dispense()) {
  const bench = weighedFor([charging(more)], dispensing)
  bench.verify('C-1')
  bench.verify('C-2')
  bench.handOver()
  return bench
}

function weighedFor(after: readonly Step[], dispensing: Step = dispense()) {
  const bench = benchOf(dispensing, { after })
  bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('600'), containerId: 'C-1' })
  bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('400'), containerId: 'C-2' })
  bench.weigh({ lineId: '20', lotId: 'LAC-1', net: g('4000'), containerId: 'C-3' })
  bench.weigh({ lineId: '30', lotId: 'SALT-1', net: g('250'), containerId: 'C-4' })
  return bench
}

const everything = ['C-1', 'C-2', 'C-3', 'C-4']

describe('charging a container', () => {
  test('records who charged what into which vessel, and books no stock', () => {
    const bench = benchAt()
    const before = bench.lot('ACT-1')
    const decision = bench.charge('C-1', { equipmentId: 'MIX-1' as never })
    expect(decision).toMatchObject({
      outcome: 'accepted',
      fact: {
        type: 'andon.dispensing.charged.v1',
        data: {
          stepId: 'charge',
          from: 'dispense',
          lineId: '10',
          containerId: 'C-1',
          lotId: 'ACT-1',
          quantity: g('600'),
          equipmentId: 'MIX-1',
          scanned: 'C-1',
        },
        about: { type: 'equipment', id: 'MIX-1' },
      },
    })
    expect(bench.container('C-1').charged).toEqual({
      id: 'ada',
      name: 'Ada Moreau',
      at: noon,
      stepId: 'charge',
      equipmentId: 'MIX-1',
    })
    expect(bench.order().steps).toMatchObject({
      charge: { charged: { 'C-1': '10' }, workers: ['ada'] },
      dispense: { status: 'completed', dispensed: { uncharged: { 'C-2': '10', 'C-3': '20', 'C-4': '30' } } },
    })
    expect(bench.lot('ACT-1')).toEqual(before)
  })

  test('is needed for each container before the step can be completed', () => {
    const bench = benchAt()
    bench.charge('C-1')
    expect(whyNot(bench.completeStep('charge'))).toEqual([
      because('container-not-charged', { containerId: 'C-2', from: 'dispense', lineId: '10' }, 'charged:C-2'),
      because('container-not-charged', { containerId: 'C-3', from: 'dispense', lineId: '20' }, 'charged:C-3'),
      because('container-not-charged', { containerId: 'C-4', from: 'dispense', lineId: '30' }, 'charged:C-4'),
    ])
    for (const id of everything) bench.charge(id)
    expect(codes(bench.completeStep('charge'))).toEqual([])
  })

  test('of some lines only leaves the others to another step', () => {
    const bench = benchAt({ charges: [{ from: 'dispense', lineIds: ['10'] }] })
    expect(whyNot(bench.charge('C-4'))).toEqual([
      because(
        'container-not-taken',
        { containerId: 'C-4', from: 'dispense', lineId: '30', stepId: 'charge' },
        'dispensed:C-4',
      ),
    ])
    bench.charge('C-1')
    bench.charge('C-2')
    expect(codes(bench.completeStep('charge'))).toEqual([])
  })

  test('is done once', () => {
    const bench = benchAt()
    bench.charge('C-1')
    expect(whyNot(bench.charge('C-1'))).toEqual([
      because(
        'container-decided/charged',
        { containerId: 'C-1', by: 'Ada Moreau', on: noon, stepId: 'charge' },
        'dispensed:C-1',
      ),
    ])
    expect(codes(bench.verify('C-1'))).toEqual(['container-decided', 'container-decided'])
    expect(codes(bench.reject('C-1'))).toEqual(['container-decided'])
  })

  test.each([
    ['has another id', { scanned: 'C-2' }],
    ['is of the same id in another order', { code: { orderId: 'O-2' } }],
    ['is of the same id with another lot', { code: { lotId: 'ACT-2' } }],
  ])('is refused where what was scanned %s', (_what, said) => {
    expect(codes(benchAt().charge('C-1', said))).toEqual(['container-mismatch'])
  })

  test('takes the label of the container, with its lot and its order', () => {
    const code = { names: ['92C-1', 'C-1'], lotId: 'ACT-1', orderId: 'O-1' }
    expect(codes(benchAt().charge('C-1', { code }))).toEqual([])
  })

  test('is refused for every reason at once', () => {
    const bench = weighedFor([charging({ charges: [{ from: 'dispense', lineIds: ['20'] }] })])
    bench.verify('C-1')
    bench.handOver()
    bench.hold()
    expect(codes(bench.charge('C-1', { scanned: 'X', equipmentId: 'MIX-2' as never }))).toEqual([
      'order-on-hold',
      'container-mismatch',
      'container-not-taken',
      'equipment-wrong',
    ])
    expect(codes(bench.charge('C-9', { scanned: 'X' }))).toEqual([
      'order-on-hold',
      'dispensed-unknown',
      'container-mismatch',
    ])
  })

  test('needs a running step', () => {
    const bench = weighedFor([charging()])
    expect(codes(bench.charge('C-3'))).toEqual(['step-not-running'])
  })

  test('refuses a container that was rejected', () => {
    const bench = benchAt()
    bench.reject('C-4')
    expect(codes(bench.charge('C-4'))).toEqual(['container-decided'])
  })

  test('needs a witness where the recipe asks for one, another person than who charges', () => {
    const bench = benchAt({ charges: [{ from: 'dispense', witness: true }] })
    expect(codes(bench.charge('C-1'))).toEqual(['signature-missing'])
    expect(codes(bench.charge('C-1', { who: olga, presented: signedBy(olga, 'verified') }))).toEqual([
      'signature-same-person',
    ])
    expect(bench.charge('C-1', { presented: signedBy(olga, 'verified') })).toMatchObject({
      outcome: 'accepted',
      signatures: [{ personId: 'olga', meaning: 'verified' }],
    })
  })

  test('is overridden where its policy allows it, and a warning needs a reason', () => {
    const signedOff = benchAt({ charges: [{ from: 'dispense', lineIds: ['30'], policy: 'block-unless-signed' }] })
    expect(codes(signedOff.override('charge', 'charged:C-4'))).toEqual([])
    expect(codes(signedOff.completeStep('charge'))).toEqual([])
    const warned = benchAt({ charges: [{ from: 'dispense', lineIds: ['30'], policy: 'warn' }] })
    expect(codes(warned.completeStep('charge'))).toEqual(['reason-missing'])
    expect(warned.completeStep('charge', 'It is not needed')).toMatchObject({
      outcome: 'accepted',
      fact: { data: { warnings: [{ code: 'container-not-charged' }] } },
    })
  })

  test('is not left out with the step, unless its own policy allows that', () => {
    const bench = weighedFor([charging({ skip: { policy: 'warn' } })])
    bench.verify('C-1')
    bench.verify('C-2')
    bench.take(bench.complete())
    expect(new Set(codes(bench.skip('charge', 'No mixer')))).toEqual(new Set(['container-not-charged']))
  })
})

describe('a container that nobody has verified', () => {
  const again = (verify: 'block' | 'block-unless-signed' | 'warn') => {
    const [active, ...others] = dispense().materials
    const materials = [
      { ...active, lineId: '10', materialId: 'ACTIVE', quantity: g('1000'), weighing: { verify } },
      ...others,
    ]
    const bench = benchAt({}, dispense({ materials: materials as never }))
    bench.reject('C-2')
    bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('400'), containerId: 'C-5' })
    return bench
  }

  test('is not charged before another person verifies it', () => {
    const bench = again('block')
    expect(codes(bench.charge('C-5'))).toEqual(['container-not-verified'])
    expect(codes(bench.verify('C-5', ben))).toEqual([])
    expect(codes(bench.charge('C-5'))).toEqual([])
  })

  test('is charged by the policy of its line', () => {
    const signedOff = again('block-unless-signed')
    expect(codes(signedOff.charge('C-5'))).toEqual(['container-not-verified'])
    expect(codes(signedOff.override('charge', 'dispensed:C-5'))).toEqual([])
    expect(codes(signedOff.charge('C-5'))).toEqual([])
    const warned = again('warn')
    expect(codes(warned.charge('C-5'))).toEqual(['reason-missing'])
    expect(codes(warned.charge('C-5', { reason: 'Nobody else is here' }))).toEqual([])
  })

  test('is charged where the completion of the dispensing was overridden', () => {
    const bench = weighedFor([charging()])
    bench.verify('C-2')
    expect(codes(bench.override('dispense', 'dispensed:C-1', quinn))).toEqual([])
    bench.handOver()
    expect(codes(bench.charge('C-1'))).toEqual([])
  })
})

describe('a container that is spilled on its way to the vessel', () => {
  test('is rejected and weighed again after its step is over', () => {
    const bench = benchAt()
    for (const id of ['C-1', 'C-2', 'C-3']) bench.charge(id)
    expect(codes(bench.reject('C-4'))).toEqual([])
    expect(bench.lot('SALT-1').left).toEqual({ consumed: dec('0'), scrapped: dec('250') })
    expect(codes(bench.completeStep('charge'))).toEqual(['line-incomplete'])
    expect(bench.outlook('30', 'SALT-1')).toMatchObject({ done: g('0'), violations: [] })
    expect(codes(bench.weigh({ lineId: '30', net: g('250'), containerId: 'C-5' }))).toEqual([])
    expect(codes(bench.completeStep('charge'))).toEqual(['container-not-charged'])
    bench.charge('C-5')
    expect(codes(bench.completeStep('charge'))).toEqual([])
  })

  test('is weighed again to the limits of its line, and no other line is', () => {
    const bench = benchAt()
    bench.reject('C-4')
    expect(codes(bench.weigh({ lineId: '30', net: g('300'), containerId: 'C-5' }))).toEqual(['line-over-tolerance'])
    expect(codes(bench.weigh({ lineId: '20', lotId: 'LAC-1', net: g('1000') }))).toContain('line-over-tolerance')
  })

  test('is an active that is weighed again although its compensator is weighed', () => {
    const bench = benchAt()
    bench.charge('C-3')
    bench.reject('C-1')
    expect(codes(bench.completeStep('charge'))).toContain('line-incomplete')
    expect(codes(bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('600'), containerId: 'C-5' }))).toEqual([])
    bench.verify('C-5')
    for (const id of ['C-2', 'C-4', 'C-5']) bench.charge(id)
    expect(codes(bench.completeStep('charge'))).toEqual([])
  })

  test('stays where it is once the charging step is over, or if no step charges its line', () => {
    const bench = benchAt({ charges: [{ from: 'dispense', lineIds: ['10'], policy: 'warn' }] })
    expect(codes(bench.reject('C-4'))).toEqual(['step-not-running'])
    bench.take(bench.completeStep('charge', 'Emptied by hand'))
    expect(codes(bench.reject('C-1'))).toEqual(['step-not-running'])
    expect(codes(bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('1') }))).toContain('step-not-running')
  })
})

describe('a wrong charge', () => {
  test('is taken back while its step runs, and the container waits again', () => {
    const bench = benchAt()
    const before = bench.order()
    bench.charge('C-1')
    expect(bench.reverseCharge('C-1')).toMatchObject({
      outcome: 'accepted',
      fact: {
        type: 'andon.dispensing.charge-reversed.v1',
        data: { containerId: 'C-1', stepId: 'charge', equipmentId: 'MIX-1', reason: 'It is another drum' },
      },
    })
    expect(bench.container('C-1')).not.toHaveProperty('charged')
    expect(bench.order().steps.dispense).toEqual(before.steps.dispense)
    expect(codes(bench.completeStep('charge'))).toHaveLength(4)
    expect(codes(bench.charge('C-1'))).toEqual([])
  })

  test('is none where nothing was charged, or the step is over', () => {
    const bench = benchAt()
    expect(whyNot(bench.reverseCharge('C-1'))).toEqual([
      because('container-not-charged/to-reverse', { containerId: 'C-1' }, 'dispensed:C-1'),
    ])
    expect(codes(bench.reverseCharge('C-9'))).toEqual(['dispensed-unknown'])
    for (const id of everything) bench.charge(id)
    bench.take(bench.completeStep('charge'))
    expect(codes(bench.reverseCharge('C-1'))).toEqual(['step-not-running'])
  })
})
