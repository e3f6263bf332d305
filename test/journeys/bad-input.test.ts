import { describe, expect, test } from 'vitest'
import {
  type Bad,
  consume,
  consumeText,
  consumption,
  create,
  expectProblem,
  newOrder,
  useBadSender,
  xml,
} from '../support/bad-request.ts'
import { kg } from '../support/crew.ts'

const { send } = useBadSender()

describe('a body that is not what the operation takes', () => {
  test.each([
    ['half of JSON', consumeText('{"stepId":"weigh",')],
    ['two documents', consumeText('{}{}')],
    ['a control character', consumeText('\u0000')],
    ['a JSON number that is none', consumeText('{"quantity":{"value":NaN,"unit":"kg"}}')],
    ['bytes that are no text', consumeText(Buffer.from([0xff, 0xfe, 0x00, 0x80]))],
    ['JSON a hundred thousand arrays deep', consumeText('['.repeat(100_000) + ']'.repeat(100_000))],
    ['a __proto__ key', consumeText('{"__proto__":{"lotId":"X"},"stepId":"weigh"}')],
    ['a __proto__ key within', consumeText('{"quantity":{"__proto__":{"value":"1"},"unit":"kg"}}')],
    ['a constructor.prototype key', consumeText('{"constructor":{"prototype":{"roles":["quality"]}}}')],
  ])('is an invalid request: %s', async (_, bad) => expectProblem(await send(bad), 400, 'invalid-request'))

  test.each([
    ['__proto__', '{"quantity":{"__proto__":{"value":"1"},"unit":"kg"}}'],
    ['constructor', '{"constructor":{"prototype":{"roles":["quality"]}}}'],
  ])('is told which name no field may have: %s', async (name, text) =>
    expect((await send(consumeText(text))).body.detail).toContain(`a field with the name ${name}`),
  )

  test.each<[string, Bad, string[]]>([
    ['nothing at all', consumeText(''), ['stepId', 'lineId', 'lotId', 'quantity'].map((name) => `body#/${name}`)],
    ['null', consume(null), ['body#']],
    ['a list', consume([]), ['body#']],
    ['a text', consume('weigh'), ['body#']],
    ['an unknown field', consume({ ...consumption, colour: 'red' }), ['body#/colour']],
    [
      'an unknown field within',
      consume({ ...consumption, quantity: { ...kg('1'), by: 'eye' } }),
      ['body#/quantity/by'],
    ],
    ['half of a character', consumeText('{"stepId":"weigh","lineId":"\\ud800","lotId":7}'), ['body#/lineId']],
    ['half of a character in the name of a field', consumeText('{"quantity":{"\\udc00":1}}'), ['body#/quantity']],
    ['a NUL', consumeText('{"quantity":{"value":"1","unit":"kg\\u0000"}}'), ['body#/quantity/unit']],
    ['two faults at once', consume({ ...consumption, lotId: 7, extra: 1 }), ['body#/lotId', 'body#/extra']],
    ['a field named with a slash and a tilde', consume({ ...consumption, 'a/b~c': 1 }), ['body#/a~1b~0c']],
    ['a list for a text', consume({ ...consumption, stepId: ['weigh'] }), ['body#/stepId']],
    ['an object for an id', consume({ ...consumption, lotId: { id: 'SUGAR-1' } }), ['body#/lotId']],
    ['null for an optional id', consume({ ...consumption, sublotId: null }), ['body#/sublotId']],
    [
      'a fault in the second of two lines',
      create({ ...newOrder, materials: [{ lineId: '1', materialId: 'SUGAR', quantity: kg('1') }, {}] }),
      ['lineId', 'materialId', 'quantity'].map((name) => `body#/materials/1/${name}`),
    ],
    ['a time that is none', create({ ...newOrder, dueAt: '2026-02-30T00:00:00Z' }), ['body#/dueAt']],
    ['a time without a zone', create({ ...newOrder, dueAt: '2026-02-03T00:00:00' }), ['body#/dueAt']],
    ['a priority with a fraction', create({ ...newOrder, priority: 1.5 }), ['body#/priority']],
  ])('is an invalid request that points at each fault: %s', async (_, bad, refs) =>
    expectProblem(await send(bad), 400, 'invalid-request', refs),
  )

  test.each([
    ['JSON of a byte more than 256 KiB', consumeText(`"${'x'.repeat(256 * 1024 - 1)}"`)],
    ['JSON of 2 MB', consumeText(`{"text":"${'x'.repeat(2_000_000)}"}`)],
    ['XML of a byte more than 5 MB', xml('x'.repeat(5_000_001))],
  ])('is too large: %s', async (_, bad) => expectProblem(await send(bad), 413, 'payload-too-large'))

  test('is refused by the gateway itself above 10 MB', async () => {
    expect((await send(xml('x'.repeat(10 * 1024 * 1024 + 1)))).status).toBe(413)
  })

  test.each([
    ['plain text', consume(consumption, { headers: { 'content-type': 'text/plain' } })],
    ['a form', consume(consumption, { headers: { 'content-type': 'application/x-www-form-urlencoded' } })],
    ['bytes', consume(consumption, { headers: { 'content-type': 'application/octet-stream' } })],
    ['no media type', consume(consumption, { headers: { 'content-type': undefined } })],
    ['XML for a command', consume(consumption, { headers: { 'content-type': 'application/xml' } })],
    ['plain text for an ERP message', xml('<a/>', { headers: { 'content-type': 'text/plain' } })],
  ])('is of a media type that is not read: %s', async (_, bad) =>
    expectProblem(await send(bad), 415, 'unsupported-media-type'),
  )
})

describe('a quantity', () => {
  test.each([
    '0',
    '0.000',
    '-1',
    '-0',
    '+1',
    '1e3',
    '1E-7',
    'NaN',
    'Infinity',
    '',
    ' 1',
    '1 ',
    '1,5',
    '.5',
    '1.',
    '01',
    '0x10',
    '٣',
    '1'.repeat(16),
    '1'.repeat(30),
    `1.${'0'.repeat(13)}`,
    `${'9'.repeat(400)}`,
    'constructor',
  ])('is not the text %j', async (value) =>
    expectProblem(await send(consume({ ...consumption, quantity: { value, unit: 'kg' } })), 400, 'invalid-request', [
      'body#/quantity/value',
    ]),
  )

  test.each([1, 1.5, 0, -1, null, true, [], {}, ['1']])('is not the JSON value %j', async (value) =>
    expectProblem(await send(consume({ ...consumption, quantity: { value, unit: 'kg' } })), 400, 'invalid-request', [
      'body#/quantity/value',
    ]),
  )

  test.each(['KG', 'kilogram', '', 'kg ', 'constructor', '__proto__', 1, null])('is not in the unit %j', async (unit) =>
    expectProblem(await send(consume({ ...consumption, quantity: { value: '1', unit } })), 400, 'invalid-request', [
      'body#/quantity/unit',
    ]),
  )

  test.each(['L', '{each}', 'm', '%'])('in %s does not fit a line in kg', async (unit) => {
    const answer = await send(consume({ ...consumption, quantity: { value: '1', unit } }))
    expectProblem(answer, 409, 'unit-mismatch')
  })

  test('of the most digits that there are is refused by the rules, all of them', async () => {
    const answer = await send(consume({ ...consumption, quantity: kg('999999999999999.999999999999') }))
    expectProblem(answer, 409, 'line-over-tolerance')
    expect(answer.body.violations.map(({ code }: { code: string }) => code)).toEqual([
      'line-over-tolerance',
      'lot-insufficient',
    ])
  })

  test.each(['acid', '1e3', 'NaN', '--7', '7,2', '1'.repeat(30)])('that was measured is not %j', async (value) =>
    expectProblem(
      await send({
        method: 'POST',
        path: '/v1/orders/RUN-1/results',
        body: { stepId: 'weigh', parameterId: 'ph', value },
      }),
      400,
      'invalid-request',
    ),
  )
})

describe('a message of an ERP', () => {
  const around = (declaration: string, id: string) => `<?xml version="1.0"?>${declaration}
    <SyncMaterialDefinition><DataArea><Sync/><MaterialDefinition><ID>${id}</ID>
    <MaterialDefinitionProperty><ID>BaseUnitOfMeasure</ID><Value><ValueString>KG</ValueString></Value></MaterialDefinitionProperty>
    </MaterialDefinition></DataArea></SyncMaterialDefinition>`
  const laughs = `<!DOCTYPE lolz [<!ENTITY a "ha">${'bcdefghij'
    .split('')
    .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghi'[index]};`.repeat(10)}">`)
    .join('')}]>`

  test.each([
    ['a document type', around('<!DOCTYPE note SYSTEM "http://127.0.0.1:1/note.dtd">', 'XML-1')],
    ['a billion laughs', around(laughs, '&j;')],
    ['an external entity', around('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>', '&e;')],
    ['an entity that nobody declared', around('', '&secret;')],
    ['elements that do not close', '<SyncMaterialDefinition><DataArea>'],
    ['a thousand levels', `${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}`],
    ['no XML at all', 'Dear plant, please make 100 kg of syrup.'],
    ['nothing', ''],
    ['a root that is no B2MML', '<html><body/></html>'],
    ['a verb that is not taken', '<GetMaterialDefinition><DataArea/></GetMaterialDefinition>'],
  ])('is refused whole when it is %s', async (_, text) => expectProblem(await send(xml(text)), 400, 'invalid-request'))

  test.each([
    ['half of JSON', '{"SyncMaterialDefinition":'],
    ['a list', '[]'],
    ['a __proto__ key', '{"__proto__":{"a":1}}'],
    ['JSON of great depth', '['.repeat(50_000) + ']'.repeat(50_000)],
  ])('in JSON is refused whole when it is %s', async (_, text) =>
    expectProblem(await send(xml(text, { headers: { 'content-type': 'application/json' } })), 400, 'invalid-request'),
  )

  test('has each object refused for itself, and nothing of a refused one is taken', async () => {
    const text = around('', 'a/b')
    const answer = await send(xml(text))
    expect([answer.status, answer.body.accepted]).toEqual([200, []])
    expect(answer.body.refused).toHaveLength(1)
    expect(answer.body.refused[0].violations[0]).toMatchObject({
      code: 'invalid-request',
      ref: expect.stringContaining('/SyncMaterialDefinition/DataArea'),
    })
  })
})
