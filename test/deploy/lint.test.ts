import { expect, test } from 'vitest'
import { acknowledged, faultsIn } from './lint.ts'

const finding = (Id: string, Message: string) => ({
  Filename: '/tmp/x/Plant.template.json',
  Message,
  Location: { Path: ['Resources', 'Queue'] },
  Rule: { Id },
})
const known = finding(
  'W3005',
  "'LiveHttpRole848033EC' dependency already enforced by a 'GetAtt' at 'Resources/LiveHttp/Properties/Role'",
)

test('a finding with a reason is no fault', () => {
  expect(faultsIn([known])).toEqual([])
})

test('a finding without a reason is told with its place, another dependency by the same rule too', () => {
  const other = "'Table' dependency already enforced by a 'Ref' at 'Resources/Called/Properties/Environment'"
  expect(faultsIn([known, finding('E3002', 'Wrong.'), finding('W3005', other)])).toEqual([
    'Plant.template.json Resources/Queue: E3002 Wrong.',
    `Plant.template.json Resources/Queue: W3005 ${other}`,
  ])
})

test('a reason without a finding is a fault', () => {
  expect(faultsIn([])).toEqual([expect.stringContaining('W3005 is acknowledged')])
})

test('every reason is a sentence', () => {
  for (const { why } of acknowledged) expect(why).toMatch(/^[A-Z].{40,}\.$/)
})
