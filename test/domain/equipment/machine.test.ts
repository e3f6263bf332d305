import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DeviceMessage, deviceMessages } from '../../../events/device.ts'
import { machineStates } from '../../../events/names.ts'
import { hear, occupanciesAt, occupant, occupy, vacate } from '../../../shared/domain/equipment/machine.ts'
import { dec, later, machine, noon } from '../../support/given.ts'
import { histories } from '../../support/seeded.ts'

const instant = fc.integer({ min: 0, max: 20 }).map((seconds) => later(seconds))
const parameter = fc.constantFrom('temperature', 'pressure', 'speed')

const message = (sequence: number): fc.Arbitrary<DeviceMessage> =>
  fc
    .oneof(
      fc
        .record({ occurredAt: instant, state: fc.constantFrom(...machineStates) })
        .map((told) => ({ name: 'state', ...told })),
      fc
        .record({ occurredAt: instant, good: fc.nat(99).map(String), reject: fc.nat(99).map(String) })
        .map((told) => ({ name: 'count', ...told })),
      fc
        .array(fc.record({ parameterId: parameter, value: fc.nat(99).map(String), occurredAt: instant }), {
          minLength: 1,
          maxLength: 5,
        })
        .map((samples) => ({ name: 'sample', samples })),
      fc.record({ occurredAt: instant, code: fc.constant('E-1') }).map((told) => ({ name: 'alarm', ...told })),
    )
    .map((told) => ({ sequence, ...told }) as DeviceMessage)

/** A device counts its messages, so that no two of its have the same sequence. */
const conversation = fc
  .integer({ min: 1, max: 12 })
  .chain((length) => fc.tuple(...Array.from({ length }, (_, sequence) => message(sequence))))

describe('a machine that reports', () => {
  test('is the same for any order and repetition of its messages', () => {
    fc.assert(
      fc.property(
        conversation.chain((messages) =>
          fc.tuple(
            fc.constant(messages),
            fc.shuffledSubarray([...messages, ...messages, ...messages], { minLength: messages.length * 3 }),
          ),
        ),
        ([told, heard]) => {
          expect(heard.reduce(hear, machine())).toEqual(told.reduce(hear, machine()))
        },
      ),
      { numRuns: histories(500) },
    )
  })

  test('does not change with a repeated message', () => {
    fc.assert(
      fc.property(conversation, (messages) => {
        const heard = messages.reduce(hear, machine())
        for (const old of messages) expect(hear(heard, old)).toBe(heard)
      }),
    )
  })

  test('has the state of its newest message, by its clock and then by its counter', () => {
    const say = (sequence: number, state: (typeof machineStates)[number], occurredAt = noon): DeviceMessage => ({
      name: 'state',
      sequence,
      state,
      occurredAt,
    })
    const heard = [say(2, 'held'), say(1, 'execute'), say(9, 'idle', later(-1))].reduce(hear, machine())
    expect(heard).toMatchObject({ state: 'held', stateSince: noon, stateSequence: 2 })
  })

  test('says why it is in a state as long as it is in it', () => {
    const said = (sequence: number, state: (typeof machineStates)[number], reason?: string): DeviceMessage => ({
      name: 'state',
      sequence,
      state,
      occurredAt: later(sequence),
      ...(reason !== undefined && { reason }),
    })
    const stopped = hear(machine(), said(1, 'stopped', 'Film torn'))
    expect(stopped.stateReason).toBe('Film torn')
    expect(hear(stopped, said(2, 'execute'))).not.toHaveProperty('stateReason')
  })

  test('may restart its counter, because its clock goes on', () => {
    const count = (sequence: number, good: string, occurredAt: string): DeviceMessage => ({
      name: 'count',
      sequence,
      good: dec(good),
      reject: dec('0'),
      occurredAt,
    })
    expect([count(900, '77', noon), count(0, '0', later(1))].reduce(hear, machine()).counts?.good).toBe('0')
  })

  test('is unknown until it reports a state, which an alarm does not', () => {
    const heard = hear(machine(), { name: 'alarm', sequence: 1, occurredAt: noon, code: 'E-7' })
    expect(heard.state).toBe('unknown')
    expect(heard).toEqual(machine())
  })

  test('may send a number or a text, and neither becomes a float', () => {
    const parsed = deviceMessages.sample.parse({
      sequence: 1,
      samples: [
        { parameterId: 'temperature', value: 40.2, occurredAt: noon },
        { parameterId: 'temperature', value: '40.200', occurredAt: noon },
      ],
    })
    expect(parsed.samples.map(({ value }) => value)).toEqual(['40.2', '40.200'])
  })
})

describe('a machine in use', () => {
  test('has one occupant, from the start of its step until the end', () => {
    const used = occupy(machine(), 'O-1', 'mix', noon)
    expect(occupant(used)).toEqual({ orderId: 'O-1', stepId: 'mix', from: noon })
    expect(occupant(vacate(used, 'O-1', later(60), 'mix'))).toBeUndefined()
    expect(occupant(vacate(used, 'O-2', later(60)))).toBeDefined()
    expect(occupant(vacate(used, 'O-1', later(60), 'weigh'))).toBeDefined()
  })

  test('knows the step during which a late sample was measured', () => {
    const first = vacate(occupy(machine(), 'O-1', 'mix', noon), 'O-1', later(60), 'mix')
    const second = occupy(first, 'O-2', 'mix', later(60))
    expect(occupanciesAt(second, noon)[0]?.orderId).toBe('O-1')
    expect(occupanciesAt(second, later(59.999))[0]?.orderId).toBe('O-1')
    expect(occupanciesAt(second, later(60))[0]?.orderId).toBe('O-2')
    expect(occupanciesAt(second, later(-1))).toEqual([])
  })

  test('remembers the last five steps only', () => {
    const used = [1, 2, 3, 4, 5, 6, 7].reduce(
      (it, number) => vacate(occupy(it, `O-${number}`, 'mix', later(number)), `O-${number}`, later(number + 0.5)),
      machine(),
    )
    expect(used.occupancies.map(({ orderId }) => orderId)).toEqual(['O-7', 'O-6', 'O-5', 'O-4', 'O-3'])
  })
})

describe('a machine with a step under rework', () => {
  test('keeps that step, whatever the number of reworks', () => {
    let busy = occupy(machine(), 'O-1', 'mix', noon)
    for (let number = 1; number <= 9; number += 1) {
      const stepId = `rework-${number}.dilute`
      busy = vacate(occupy(busy, 'O-1', stepId, noon), 'O-1', later(number), stepId)
    }
    expect(occupant(busy)?.stepId).toBe('mix')
    expect(busy.occupancies.length).toBeLessThanOrEqual(6)
  })
})
