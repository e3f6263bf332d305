import { describe, expect, test } from 'vitest'
import type { DeviationId, HoldId, LotId, MaterialId, OrderId, SublotId } from '../../../events/identifiers.ts'
import { deviationStatuses } from '../../../events/names.ts'
import { type DeviationStatus, dispositions, holdable, severities } from '../../../events/quality.ts'
import { materialDefinition } from '../../../events/recipe.ts'
import type { Decision } from '../../../shared/domain/decision.ts'
import { answerOfDeviation } from '../../../shared/domain/execution/waits.ts'
import { noAlerts, underHolds } from '../../../shared/domain/quality/alerts.ts'
import { letsGoOn, patienceFor } from '../../../shared/domain/quality/deviation.ts'
import { closeDeviation, dispositionDeviation } from '../../../shared/domain/quality/disposition.ts'
import { type Held, placeHold, releaseHold } from '../../../shared/domain/quality/holding.ts'
import { classifyDeviation, investigateDeviation, openDeviation } from '../../../shared/domain/quality/investigation.ts'
import type { Sublot } from '../../../shared/domain/stock/lot.ts'
import { aDeviation, aHold } from '../../support/cases.ts'
import {
  ada,
  by,
  codes,
  dec,
  later,
  lot,
  machine,
  order,
  quinn,
  recipe,
  running,
  signed,
  unsigned,
} from '../../support/given.ts'

const at = by(quinn, later(60))
const decision = { disposition: 'use-as-is', reason: 'It does no harm', capaRequired: false } as const

describe('a hold', () => {
  const drum: Sublot = {
    lotId: 'SUC-1' as LotId,
    sublotId: 'A' as SublotId,
    unit: 'kg',
    quantity: dec('10'),
    remaining: dec('10'),
    status: 'released',
  }
  const held: readonly [Held['type'], Held, object][] = [
    ['order', { type: 'order', value: order({ holds: ['H-0'] }) }, { kind: 'order', value: { holds: ['H-0', 'H-1'] } }],
    ['lot', { type: 'lot', value: lot() }, { change: 'hold-lot', lotId: 'SUC-1', holdId: 'H-1' }],
    [
      'sublot',
      { type: 'sublot', around: [], value: drum },
      { change: 'hold-lot', lotId: 'SUC-1', sublotId: 'A', holdId: 'H-1' },
    ],
    ['equipment', { type: 'equipment', value: machine() }, { kind: 'machine', value: { holds: ['H-1'] } }],
    ['recipe', { type: 'recipe', value: recipe() }, { kind: 'recipe', value: { holds: ['H-1'] } }],
  ]

  test.each(held)('on a %s rests on it until its own release', (_type, thing, change) => {
    const { holdId, subject, reason } = aHold()
    expect(placeHold(thing, undefined, { holdId, subject, reason }, noAlerts, at)).toMatchObject({
      outcome: 'accepted',
      fact: { type: 'andon.hold.placed.v1', about: subject },
      changes: expect.arrayContaining([
        expect.objectContaining({ kind: 'hold', value: aHold({ placedAt: later(60) }) }),
        expect.objectContaining(asymmetric(change)),
      ]),
    })
  })

  test('may be asked for by the written name of a recipe version', () => {
    expect(holdable.safeParse({ type: 'recipe', id: 'SYRUP@1' }).success).toBe(true)
    expect(holdable.safeParse({ type: 'person', id: 'ada' }).success).toBe(false)
  })

  test('of a deviation is known to it', () => {
    const { holdId, subject, reason } = aHold()
    const request = { holdId, subject, reason, deviation: aDeviation({ holds: ['H-0' as HoldId] }) }
    expect(placeHold({ type: 'lot', value: lot() }, undefined, request, noAlerts, at)).toMatchObject({
      changes: [
        { kind: 'hold', value: { deviationId: 'dev-1' } },
        { change: 'hold-lot' },
        { kind: 'alerts', value: { spreading: { 'H-1': subject } } },
        { kind: 'deviation', value: { holds: ['H-0', 'H-1'] } },
      ],
    })
  })

  test('is placed once', () => {
    const { holdId, subject, reason } = aHold()
    expect(codes(placeHold({ type: 'lot', value: lot() }, aHold(), { holdId, subject, reason }, noAlerts, at))).toEqual(
      ['already-exists'],
    )
  })

  test('is released by a signature of quality and leaves the other holds alone', () => {
    const thing: Held = { type: 'order', value: order({ holds: ['H-0', 'H-1'] }) }
    expect(releaseHold(aHold(), thing, 'The bag was empty', signed(), noAlerts, at)).toMatchObject({
      fact: { type: 'andon.hold.released.v1' },
      changes: [
        { kind: 'hold', value: { status: 'released', releasedAt: later(60) } },
        { kind: 'order', value: { holds: ['H-0'] } },
      ],
      spent: ['token-1'],
    })
    expect(codes(releaseHold(aHold(), thing, 'The bag was empty', unsigned, noAlerts, at))).toEqual([
      'signature-missing',
    ])
  })

  test('of a deviation ends with its disposition and with nothing else', () => {
    const hold = aHold({ deviationId: 'dev-1' as DeviationId })
    const thing: Held = { type: 'lot', value: lot({ holds: ['H-1'] }) }
    expect(codes(releaseHold({ ...hold, status: 'released' }, thing, 'Let us go on', unsigned, noAlerts, at))).toEqual([
      'hold-already-released',
      'hold-of-deviation',
      'signature-missing',
    ])
    expect(releaseHold(hold, thing, 'Disposition', 'disposition', noAlerts, at)).toMatchObject({
      outcome: 'accepted',
      changes: [{ kind: 'hold' }, { change: 'unhold-lot', holdId: 'H-1' }],
    })
  })

  test('on a material stands in the alerts of the site, where every lot of it finds it, until its release', () => {
    const subject = { type: 'material', id: 'SUCROSE' } as const
    const sucrose = materialDefinition.parse({ name: 'Sucrose', unit: 'kg' })
    const thing: Held = { type: 'material', value: { ...sucrose, materialId: 'SUCROSE' as MaterialId } }
    const { holdId, reason } = aHold()
    const alerts = { materials: { SUCROSE: ['H-0'] }, spreading: {} }
    const held = { materials: { SUCROSE: ['H-0', 'H-1'] }, spreading: {} }
    expect(placeHold(thing, undefined, { holdId, subject, reason }, alerts, at)).toMatchObject({
      changes: [{ kind: 'hold' }, { kind: 'alerts', value: held }],
    })
    expect(underHolds(lot({ holds: ['H-7'] }), held).holds).toEqual(['H-7', 'H-0', 'H-1'])
    expect(underHolds(lot(), noAlerts).holds).toEqual([])
    expect(releaseHold(aHold({ subject }), thing, 'It was another', signed(), held, at)).toMatchObject({
      changes: [{ kind: 'hold' }, { kind: 'alerts', value: alerts }],
    })
  })

  test('can be released when what it rested on is gone', () => {
    expect(
      kinds(releaseHold(aHold(), { type: 'lot', value: undefined }, 'It is gone', signed(), noAlerts, at)),
    ).toEqual(['hold'])
  })
})

describe('a deviation', () => {
  const { deviationId, title, description } = aDeviation()
  const open = (held: Held, more: object = {}) =>
    openDeviation(
      undefined,
      held,
      { deviationId, subject: { type: held.type, id: 'X-1' }, title, description, ...more },
      by(ada),
    )

  test('is opened on what is there, and stands in the way of its order', () => {
    expect(open({ type: 'order', value: order() }, { severity: 'minor' })).toMatchObject({
      fact: { type: 'andon.deviation.opened.v1', data: { orderId: 'O-1', severity: 'minor' } },
      changes: [
        { kind: 'deviation', value: { status: 'open' } },
        { kind: 'order', value: { deviations: { 'dev-1': 'open' } } },
      ],
    })
    expect(kinds(open({ type: 'lot', value: lot() }))).toEqual(['deviation'])
    expect(codes(open({ type: 'lot', value: undefined }))).toEqual(['not-found'])
    const again = openDeviation(
      aDeviation(),
      { type: 'lot', value: lot() },
      { deviationId, subject: aDeviation().subject, title, description },
      at,
    )
    expect(codes(again)).toEqual(['already-exists'])
  })

  const acts: readonly [name: string, act: (status: DeviationStatus) => Decision, from: readonly DeviationStatus[]][] =
    [
      [
        'is classified',
        (status) => classifyDeviation(aDeviation({ status }), 'major', 'Above the limit'),
        ['open', 'classified'],
      ],
      [
        'is investigated',
        (status) => investigateDeviation(aDeviation({ status }), 'The valve stuck'),
        ['classified', 'investigated'],
      ],
      [
        'is decided when minor',
        (status) => dispositionDeviation(aDeviation({ status, severity: 'minor' }), decision, signed()),
        ['classified', 'investigated'],
      ],
      [
        'is decided when critical',
        (status) => dispositionDeviation(aDeviation({ status, severity: 'critical' }), decision, signed()),
        ['investigated'],
      ],
      [
        'is closed',
        (status) => closeDeviation(aDeviation({ status }), undefined, [], 'Applied', at),
        ['dispositioned'],
      ],
    ]

  test.each(acts.flatMap(([name, act, from]) => deviationStatuses.map((status) => ({ name, act, from, status }))))(
    '$name from $status only if that is its place',
    ({ act, from, status }) => {
      const done = act(status)
      expect(done.outcome).toBe(from.includes(status) ? 'accepted' : 'refused')
      expect(codes(done)).toEqual(from.includes(status) ? [] : ['deviation-wrong-status'])
    },
  )

  test('is decided by a signature, which is kept with the decision', () => {
    const classified = aDeviation({ status: 'classified', severity: 'major' })
    expect(dispositionDeviation(classified, { ...decision, capaRequired: true }, signed())).toMatchObject({
      fact: { data: { disposition: 'use-as-is', capaRequired: true } },
      changes: [{ value: { status: 'dispositioned', disposition: 'use-as-is', capaRequired: true } }],
      signatures: [{ personId: 'quinn' }],
    })
    expect(codes(dispositionDeviation(aDeviation(), decision, unsigned))).toEqual([
      'deviation-wrong-status',
      'signature-missing',
    ])
  })

  const breach = { orderId: 'O-1', stepId: 'mix', parameterId: 'temperature', value: '61.5' } as never
  const inOrder = aDeviation({ status: 'dispositioned', orderId: 'O-1' as OrderId, breach })
  const broken = order({
    steps: { mix: running({ results: { temperature: false } }) },
    deviations: { 'dev-1': 'open' },
    breaches: { 'mix/temperature': 'dev-1' as DeviationId },
  })

  test.each([
    ['use-as-is', true],
    ['rework', false],
    ['scrap', false],
  ] as const)('with the disposition %s counts the result as good: %s', (disposition, good) => {
    expect(closeDeviation({ ...inOrder, disposition }, broken, [], 'Applied', at)).toMatchObject({
      fact: { about: { type: 'order', id: 'O-1' } },
      changes: [
        { kind: 'deviation', value: { status: 'closed', closedAt: later(60) } },
        {
          kind: 'order',
          value: {
            deviations: { 'dev-1': 'closed' },
            breaches: {},
            steps: { mix: { results: { temperature: good } } },
          },
        },
      ],
    })
  })

  test('is not closed while one of its holds is active', () => {
    expect(codes(closeDeviation(inOrder, broken, ['H-1', 'H-2'], 'Applied', at))).toEqual(['hold-open', 'hold-open'])
  })

  test('waits by its severity, as a major one until it is classified', () => {
    const hours = (severity?: (typeof severities)[number]) =>
      patienceFor(aDeviation(severity ? { severity } : {})) / 3600
    expect([undefined, ...severities].map((it) => hours(it))).toEqual([4, 24, 4, 1])
  })

  test('goes on after use as is and after rework only', () => {
    expect(dispositions.filter(letsGoOn)).toEqual(['use-as-is', 'rework'])
  })

  test('answers its workflow when what it waits for has come true', () => {
    const answer = (waiting: string, more: object = {}) => answerOfDeviation(waiting, aDeviation(more))
    expect(answer('classification')).toBeUndefined()
    expect(answer('classification', { severity: 'critical' })).toBeUndefined()
    expect(answer('classification', { severity: 'critical', status: 'investigated' })).toEqual({
      severity: 'critical',
      patienceSeconds: 3600,
    })
    expect(answer('disposition', { status: 'classified' })).toBeUndefined()
    expect(answer('disposition', { disposition: 'scrap' })).toMatchObject({ disposition: 'scrap', capaRequired: false })
    expect(answer('weather', { disposition: 'scrap' })).toBeUndefined()
  })
})

function kinds(done: Decision): unknown[] {
  return done.outcome === 'accepted' ? done.changes.map((it) => (it.change === 'save' ? it.kind : it.change)) : []
}

/** Lets `objectContaining` look into the value too. */
function asymmetric(change: object): object {
  return Object.fromEntries(
    Object.entries(change).map(([key, it]) => [key, typeof it === 'object' ? expect.objectContaining(it) : it]),
  )
}
