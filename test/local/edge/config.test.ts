import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../../local/edge/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'andon-edge-'))
for (const name of ['gateway.crt', 'gateway.key', 'AmazonRootCA1.pem']) writeFileSync(join(folder, name), 'a file')

const good = {
  site: 'nantes',
  gateway: 'GW-1',
  folder: 'data',
  cloud: { url: 'mqtt://127.0.0.1:1883' },
  broker: { machines: [{ equipmentId: 'OVEN-1' }] },
}
function read(config: unknown) {
  const file = join(folder, 'edge.json')
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config))
  return readConfig(file)
}
const secure = 'mqtts://a-ats.iot.eu-west-3.amazonaws.com:8883'

describe('a configuration', () => {
  test('of the documentation is taken as it stands there', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/edge.md'), 'utf8')
    const [, example] = /```json\n([\s\S]*?)\n```/.exec(page) ?? []
    const config = read(String(example))
    expect(config).toMatchObject({ site: 'nantes', folder: '/var/lib/andon-edge', cloud: { mostPerSecond: 80 } })
    expect(config.cloud.certificate).toBe(join(folder, 'gateway.crt'))
  })

  test('has sensible values for what it leaves out', () => {
    expect(read(good)).toMatchObject({
      folder: join(folder, 'data'),
      buffer: { mostBytes: 1_000_000_000 },
      cloud: { mostPerSecond: 80, catchUpPerSecond: 60 },
      broker: { host: '0.0.0.0', port: 1883 },
    })
  })

  test.each<[unknown, string]>([
    ['{"site": "nantes",}', 'is no JSON: '],
    [{ ...good, site: 'Nantes' }, '- site has to be the short name of the site, in lower case, such as nantes.'],
    [{ ...good, gateway: undefined }, '- gateway is missing; docs/edge.md says what it is.'],
    [{ ...good, fodler: 1 }, '- fodler is no setting; look at its spelling in docs/edge.md.'],
    [{ ...good, cloud: { url: 'https://a' } }, '- cloud.url has to be an address such as mqtts://'],
    [{ ...good, cloud: { ...good.cloud, mostPerSecond: 101 } }, '- cloud.mostPerSecond may be 100 at most'],
    [
      { ...good, cloud: { ...good.cloud, catchUpPerSecond: 90 } },
      '- cloud.catchUpPerSecond may not be more than cloud.mostPerSecond',
    ],
    [{ ...good, cloud: { url: secure } }, '- cloud.certificate and cloud.key are missing: '],
    [
      { ...good, cloud: { url: secure, certificate: 'no.crt', key: 'gateway.key' } },
      `no.crt, which is not there; copy it to this place.`,
    ],
    [{ ...good, buffer: { mostBytes: 10 } }, '- buffer.mostBytes has to be 1000000 at least.'],
    [
      { ...good, broker: { machines: [{ equipmentId: 'OVEN 1' }] } },
      '- broker.machines[0].equipmentId has to be an id',
    ],
    [
      { ...good, broker: { machines: [{ equipmentId: 'A', password: 'short' }] } },
      '- broker.machines[0].password needs eight characters at least.',
    ],
    [
      { ...good, broker: { edgeNodes: [{ groupId: 'a/b', edgeNodeId: 'c' }] } },
      '- broker.edgeNodes[0].groupId has to be a name without /, + and #.',
    ],
    [
      { ...good, broker: undefined },
      '- There is no machine in it; name them in broker.machines, broker.edgeNodes or opcua.',
    ],
    [{ ...good, gateway: 'OVEN-1' }, '- OVEN-1 is the gateway and a machine; give the gateway a name of its own.'],
    [{ ...good, opcua: [{ equipmentId: 'OVEN-1', endpoint: 'opc.tcp://a:4840' }] }, '- OVEN-1 is named twice'],
    [
      { ...good, opcua: [{ equipmentId: 'X', endpoint: 'http://a' }] },
      '- opcua[0].endpoint has to be an address such as opc.tcp://10.0.0.5:4840.',
    ],
    [
      { ...good, opcua: [{ equipmentId: 'X', endpoint: 'opc.tcp://a', samples: [{ nodeId: '5', parameterId: 'a' }] }] },
      '- opcua[0].samples[0].nodeId has to be a node id',
    ],
  ])('%o is refused with what cures it', (config, sentence) => {
    expect(() => read(config)).toThrow(sentence)
  })

  test('with several faults names all of them', () => {
    expect(() => read({ ...good, site: 'X', gateway: '' })).toThrow(/- site has to be[\s\S]*- gateway has to be/)
  })

  test('that is not there says where one is', () => {
    expect(() => readConfig(join(folder, 'nowhere.json'))).toThrow(
      /nowhere\.json cannot be read \(ENOENT\)\. Name the configuration with --config; docs\/edge\.md has one\./,
    )
  })
})
