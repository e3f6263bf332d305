import { describe, expect, test } from 'vitest'
import type { EquipmentId } from '../../../events/identifiers.ts'
import { gatewayAsDevice, type HeardGateway, machineAsDevice } from '../../../shared/domain/equipment/devices.ts'
import { unknownMachine } from '../../../shared/domain/equipment/machine.ts'

const at = (minute: number, second = 0) => new Date(Date.UTC(2027, 2, 1, 12, minute, second)).toISOString()

const heard = (more: Partial<HeardGateway['health']> = {}): HeardGateway => ({
  gateway: 'GW-1',
  receivedAt: at(0),
  health: {
    occurredAt: at(0),
    version: '1.0.0',
    startedAt: at(0),
    connectedSince: at(0),
    backlog: { messages: 0, bytes: 0 },
    mostBytes: 1_000_000,
    lost: { samples: 0, others: 0 },
    machines: [{ name: 'OVEN-1', lastHeardAt: at(0), waiting: 3, lost: 0 }],
    ...more,
  },
})
const oven = { equipmentId: 'OVEN-1', gateway: 'GW-1' }
const machine = unknownMachine('OVEN-1' as EquipmentId)

describe('a gateway', () => {
  test.each<[string, HeardGateway, string, string[]]>([
    ['that spoke ten seconds ago', heard(), at(0, 10), []],
    ['that has not spoken for a minute', heard(), at(1, 1), ['silent']],
    ['whose clock is an hour ahead', heard({ occurredAt: at(60) }), at(0), ['clock-off']],
    ['that lost samples today', heard({ lost: { samples: 5, others: 0, lastAt: at(0) } }), at(0, 5), ['values-lost']],
    [
      'that lost samples last week',
      heard({ lost: { samples: 5, others: 0, lastAt: '2027-02-22T12:00:00.000Z' } }),
      at(0, 5),
      [],
    ],
  ])('%s', (_, gateway, now, degraded) => {
    const shown = gatewayAsDevice(gateway, now)
    expect(shown).toMatchObject({ deviceId: 'GW-1', kind: 'gateway', lastHeardAt: at(0), degraded })
    expect(shown.health).not.toHaveProperty('machines')
  })
})

describe('a machine', () => {
  test('behind a gateway was heard when that heard it', () => {
    expect(machineAsDevice(oven, machine, heard(), at(0, 10))).toEqual({
      deviceId: 'OVEN-1',
      kind: 'machine',
      lastHeardAt: at(0),
      degraded: [],
      gateway: 'GW-1',
      waiting: 3,
    })
  })

  test.each<[string, HeardGateway | undefined, string, string[]]>([
    [
      'whose gateway has a trouble with it',
      heard({ machines: [{ name: 'OVEN-1', lastHeardAt: at(0), waiting: 0, lost: 0, trouble: 'It is away.' }] }),
      at(0),
      ['trouble'],
    ],
    ['whose gateway is silent', heard(), at(5), ['gateway-silent']],
    ['whose gateway has never spoken', undefined, at(0), ['never-heard', 'gateway-silent']],
    ['that its gateway has never heard', heard({ machines: [] }), at(0), ['never-heard']],
  ])('%s is shown so', (_, gateway, now, degraded) => {
    expect(machineAsDevice(oven, machine, gateway, now)).toMatchObject({ degraded })
  })

  test('that speaks for itself was heard when its last message came, and shows that its clock is off', () => {
    const spoken = { ...machine, heardAt: at(1), clock: { isOff: true, behindMs: 900_000 } }
    expect(machineAsDevice({ equipmentId: 'OVEN-1' }, spoken, undefined, at(20))).toEqual({
      deviceId: 'OVEN-1',
      kind: 'machine',
      lastHeardAt: at(1),
      degraded: ['clock-off'],
      clock: { isOff: true, behindMs: 900_000 },
    })
  })

  test('that has never spoken and has no gateway is no device', () => {
    expect(machineAsDevice({ equipmentId: 'AREA-1' }, machine, undefined, at(0))).toBeUndefined()
    expect(machineAsDevice({ equipmentId: 'AREA-1' }, undefined, undefined, at(0))).toBeUndefined()
  })
})
