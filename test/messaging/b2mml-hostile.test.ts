import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { B2mmlReading } from '../../shared/messaging/b2mml/message.ts'
import { readB2mml } from '../../shared/messaging/b2mml/read.ts'
import { histories } from '../support/seeded.ts'
import { inWords } from '../support/words.ts'

const detail = (reading: B2mmlReading) => reading.faults.map(inWords)[0] ?? ''

const wrapped = (inner: string) =>
  `<SyncProductionSchedule><DataArea><Sync/><ProductionSchedule>${inner}</ProductionSchedule></DataArea></SyncProductionSchedule>`

test.each([
  ['entity expansion', '<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><a>&y;</a>', 'document type'],
  ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 'document type'],
  ['an external DTD', '<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>', 'document type'],
  ['a document type in small letters', '<!doctype a><a/>', 'document type'],
  ['a document type after a byte order mark', '\uFEFF<?xml version="1.0"?>\n<!DOCTYPE a><a/>', 'document type'],
  ['an undeclared entity', wrapped('<ID>&file;</ID>'), 'XML itself does not know'],
  ['a bare ampersand', wrapped('<ID>a & b</ID>'), 'not well-formed'],
  ['a control character', wrapped('<ID>a\u0001</ID>'), 'control character'],
  ['a reference to a control character', wrapped('<ID>&#0;</ID>'), 'control character'],
  ['a reference beyond Unicode', wrapped('<ID>&#x110000;</ID>'), 'XML itself does not know'],
  ['wrongly decoded bytes', wrapped('<ID>\uFFFD</ID>'), 'UTF-8'],
  ['an element that is not closed', '<SyncProductionSchedule><DataArea>', 'not well-formed'],
  ['elements closed crosswise', '<a><b></a></b>', 'not well-formed'],
  ['two roots', '<a/><b/>', 'single root'],
  ['no element', '   ', 'not well-formed'],
  ['a comment without an end', wrapped('<!-- '), 'not well-formed'],
  ['a name of the prototype', '<__proto__><a/></__proto__>', 'cannot be parsed'],
  ['a name that no schema has', `<${'a'.repeat(1000)}/>`, 'is longer than'],
  ['nothing', '', 'not well-formed'],
])('XML with %s is refused as a whole', (_what, message, sentence) => {
  const reading = readB2mml(message, 'xml')
  expect(reading.ok).toBe(false)
  expect(detail(reading)).toContain(sentence)
})

test.each([
  ['nothing', '', 'is not JSON'],
  ['half an object', '{"SyncMaterialLot":', 'is not JSON'],
  ['a list', '[]', 'not an object'],
  ['null', 'null', 'not an object'],
  ['no member', '{}', 'single root'],
  ['two roots', '{"SyncMaterialLot":{},"SyncJobList":{}}', 'single root'],
  ['a list in a list', '{"SyncMaterialLot":{"DataArea":{"MaterialLot":[[{"ID":"A"}]]}}}', 'list'],
  ['a control character', '{"SyncMaterialLot":{"DataArea":{"MaterialLot":[{"ID":"\\u0000"}]}}}', 'control character'],
  ['half a character', '{"SyncMaterialLot":{"DataArea":{"MaterialLot":[{"ID":"\\ud800"}]}}}', 'half a character'],
])('JSON with %s is refused as a whole', (_what, message, sentence) => {
  const reading = readB2mml(message, 'json')
  expect(reading.ok).toBe(false)
  expect(detail(reading)).toContain(sentence)
})

test.each(['DataArea', 'MaterialLot', 'ID'])(
  'JSON whose %s is of a wrong shape gives faults and no object',
  (member) => {
    for (const wrong of [null, 1, true, 'x', {}, [], { $: {} }, { ID: { ID: {} } }]) {
      const lot = { ID: 'A', MaterialDefinitionID: 'B' }
      const message = {
        SyncMaterialLot: {
          DataArea:
            member === 'DataArea' ? wrong : { MaterialLot: member === 'MaterialLot' ? wrong : [{ ...lot, ID: wrong }] },
        },
      }
      const reading = readB2mml(JSON.stringify(message), 'json')
      if (reading.ok && member === 'ID' && (wrong === 1 || wrong === true || wrong === 'x')) continue
      expect(reading.faults.length).toBeGreaterThan(0)
      expect(reading.ok ? reading.objects : []).toEqual([])
    }
  },
)

test('names of the prototype in JSON leave every object of the process alone', () => {
  const message =
    '{"SyncMaterialLot":{"__proto__":{"polluted":1},"DataArea":{"MaterialLot":[{"ID":"A","MaterialDefinitionID":"B","constructor":{"prototype":{"polluted":1}},"__proto__":{"Status":"Valid"}}]}}}'
  expect(readB2mml(message, 'json')).toMatchObject({ objects: [{ kind: 'lot', lotId: 'A', materialId: 'B' }] })
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test.each([
  ['xml', `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`],
  ['json', `${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}`],
  ['json', '['.repeat(4_000_000)],
  // It is looked at no further: what comes after the limit is no JSON at all.
  ['json', `${'{"a":'.repeat(200)}<>`],
] as const)('%s nested without end is refused', (mediaType, message) => {
  const reading = readB2mml(message, mediaType)
  expect(reading.ok).toBe(false)
  expect(detail(reading)).toContain('nested deeper')
})

test('a message larger than the limit is refused unread', () => {
  for (const mediaType of ['xml', 'json'] as const) {
    // Whoever reads any of it finds something else to refuse first.
    const reading = readB2mml(`<!DOCTYPE a>\u0001${'<'.repeat(5_000_000)}`, mediaType)
    expect(reading.faults).toHaveLength(1)
    expect(detail(reading)).toContain('at most 5000000')
  }
})

test.each([
  ['xml', wrapped('<a/>'.repeat(1_000_000))],
  ['json', `{"SyncMaterialLot":{"DataArea":{"MaterialLot":[${'1,'.repeat(1_000_000)}1]}}}`],
] as const)('a million siblings in %s are refused', (mediaType, message) => {
  const reading = readB2mml(message, mediaType)
  expect(reading.ok).toBe(false)
  expect(detail(reading)).toContain('more than 200000 elements')
})

const lots = (count: number) =>
  `<SyncMaterialInformation><DataArea><Sync/><MaterialInformation><MaterialLot><ID>L</ID>${'<ID>x</ID><MaterialSubLot><ID>!</ID></MaterialSubLot>'.repeat(count)}</MaterialLot></MaterialInformation></DataArea></SyncMaterialInformation>`
const lines = (count: number) =>
  wrapped(
    `<ProductionRequest><SegmentRequirement>${'<MaterialRequirement><ID>!</ID></MaterialRequirement>'.repeat(count)}</SegmentRequirement></ProductionRequest>`,
  )
const segments = (count: number) =>
  wrapped(
    `<ProductionRequest>${'<SegmentRequirement><ID>a</ID></SegmentRequirement>'.repeat(count)}</ProductionRequest>`,
  )
const attributes = (count: number) =>
  `<SyncMaterialLot ${Array.from({ length: count }, (_, index) => `a${index}="'"`).join(' ')}/>`

test.each([
  ['sublots', lots],
  ['lines', lines],
  ['segments', segments],
  ['attributes', attributes],
])('faulty %s without end are answered in brief', (_what, make) => {
  expect(JSON.stringify(readB2mml(make(32_000), 'xml')).length).toBeLessThan(200_000)
})

test('faults beyond the two hundredth are counted, not listed', () => {
  const reading = readB2mml(segments(300).replaceAll('<ID>a</ID>', '<EarliestStartTime>x</EarliestStartTime>'), 'xml')
  expect(reading.faults).toHaveLength(201)
  expect(reading.faults.map(inWords).at(-1)).toMatch(/^\d+ more faults/)
})

const names = [
  'SyncProductionSchedule',
  'ProcessOperationsSchedule',
  'CancelMaterialLot',
  'SyncMaterialInformation',
  'ChangeJobList',
  'ApplicationArea',
  'DataArea',
  'Sync',
  'Cancel',
  'ActionCriteria',
  'ActionExpression',
  'ProductionSchedule',
  'OperationsSchedule',
  'OperationsRequest',
  'ProductionRequest',
  'JobList',
  'JobOrder',
  'SegmentRequirement',
  'MaterialRequirement',
  'AssemblyRequirement',
  'MaterialInformation',
  'MaterialLot',
  'MaterialSubLot',
  'MaterialDefinition',
  'MaterialLotProperty',
  'MaterialDefinitionProperty',
  'ID',
  'Value',
  'ValueString',
  'Quantity',
  'QuantityString',
  'UnitOfMeasure',
  'MaterialUse',
  'MaterialDefinitionID',
  'MaterialLotID',
  'MaterialSubLotID',
  'Status',
  'EndTime',
  'Priority',
  'RequestState',
  'ProductionParameter',
  'Parameter',
  'Location',
  'EquipmentID',
  '__proto__',
  'constructor',
]
const texts = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
  fc.constantFrom(
    'KG',
    'Valid',
    'Produced',
    'Consumed',
    '5.000',
    'A-1',
    '2026-03-01T08:00:00Z',
    'ExpiryDate',
    'Indice',
    '',
  ),
)

interface Node {
  readonly name: string
  readonly content: string | readonly Node[]
}
const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.record({
    name: fc.constantFrom(...names),
    content: fc.oneof({ maxDepth: 9, withCrossShrink: true }, texts, fc.array(tie('node'), { maxLength: 6 })),
  }),
}))

const asXml = ({ name, content }: Node): string =>
  `<${name}>${typeof content === 'string' ? content.replaceAll('&', '&amp;').replaceAll('<', '&lt;') : content.map(asXml).join('')}</${name}>`

function asJson({ content }: Node): unknown {
  if (typeof content === 'string') return content
  const members = Map.groupBy(content, (child) => child.name)
  return Object.fromEntries([...members].map(([name, nodes]) => [name, nodes.map(asJson)]))
}

function isWhole(reading: B2mmlReading): void {
  for (const fault of reading.faults) {
    expect(inWords(fault)).toMatch(/\S/)
    expect(fault.ref).toMatch(/^\//)
  }
  if (!reading.ok) expect(reading.faults.length).toBeGreaterThan(0)
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ maxLength: 400 }),
  fc.string({ unit: fc.constantFrom(...'<>/!?&;#x[]{}:"\'-,=0a \\n'), maxLength: 60 }),
)

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom('xml', 'json'), (text, mediaType) => isWhole(readB2mml(text, mediaType))),
    { numRuns: histories(2_000) },
  )
})

test('no tree of B2MML names makes the reader throw', () => {
  const root = fc.constantFrom(...names.slice(0, 5))
  const area = fc.record({ name: fc.constant('DataArea'), content: fc.array(node, { maxLength: 8 }) })
  fc.assert(
    fc.property(root, area, (name, dataArea) => {
      isWhole(readB2mml(asXml({ name, content: [dataArea] }), 'xml'))
      isWhole(readB2mml(JSON.stringify({ [name]: { DataArea: asJson(dataArea) } }), 'json'))
    }),
    { numRuns: histories(1_000) },
  )
})

test('no piece cut from or put into a sound message makes the reader throw', () => {
  const sound = wrapped(
    '<ProductionRequest><ID>1</ID><SegmentRequirement><MaterialRequirement><MaterialDefinitionID>P</MaterialDefinitionID><MaterialUse>Produced</MaterialUse><Quantity><QuantityString>1</QuantityString><UnitOfMeasure>KG</UnitOfMeasure></Quantity></MaterialRequirement></SegmentRequirement></ProductionRequest>',
  )
  const pieces = fc.constantFrom(
    '<',
    '>',
    '/',
    '"',
    "'",
    '&',
    '<!--',
    ']]>',
    '<![CDATA[',
    '<?',
    '?>',
    '<!',
    '&#x',
    '\uFEFF',
    '</ID>',
    '<ID>',
  )
  fc.assert(
    fc.property(fc.nat(sound.length), fc.nat(20), pieces, (at, cut, piece) =>
      isWhole(readB2mml(sound.slice(0, at) + piece + sound.slice(at + cut), 'xml')),
    ),
    { numRuns: histories(3_000) },
  )
})
