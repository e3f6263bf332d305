import { describe, expect, test } from 'vitest'
import { CannotStart } from '../../local/cannot-start.ts'
import { fits, readTopicSql } from '../../local/topic-sql.ts'

const message = (topic: string, payload = '{"state":"execute"}') => ({
  topic,
  payload: Buffer.from(payload),
  clientId: 'press-1',
  at: 1_772_352_000_000,
})

describe('the SQL of a topic rule', () => {
  test('selects the functions and literals that it names', () => {
    const { select } = readTopicSql(
      "SELECT encode(*, 'base64') AS payload, topic() AS topic, topic(3) AS equipment, clientid() AS clientId, timestamp() AS receivedAt, 'why' AS reason FROM 'andon/lyon/+/+'",
      'rule',
    )
    expect(select(message('andon/lyon/press-1/state'))).toEqual({
      payload: Buffer.from('{"state":"execute"}').toString('base64'),
      topic: 'andon/lyon/press-1/state',
      equipment: 'press-1',
      clientId: 'press-1',
      receivedAt: 1_772_352_000_000,
      reason: 'why',
    })
  })

  test('selects the whole payload, and fails on one that is not a JSON object', () => {
    const { select } = readTopicSql("SELECT *, topic() AS topic FROM 'andon/#'", 'rule')
    expect(select(message('andon/lyon'))).toEqual({ state: 'execute', topic: 'andon/lyon' })
    expect(() => select(message('andon/lyon', 'no json'))).toThrow()
  })

  test.each([
    ["topic(3) <> 'live' AND topic(4) <> 'command'", 'andon/lyon/press-1/state', true],
    ["topic(3) <> 'live' AND topic(4) <> 'command'", 'andon/lyon/live/board', false],
    ["topic(3) <> 'live' AND topic(4) <> 'command'", 'andon/lyon/press-1/command', false],
    ["topic(4) = 'state' OR topic(4) = 'count'", 'andon/lyon/press-1/count', true],
    ["NOT (topic(4) = 'state')", 'andon/lyon/press-1/state', false],
    ["topic(5) = '' OR topic(5) <> ''", 'andon/lyon/press-1/state', false],
    ["topic(5) = '' OR topic(5) <> ''", 'andon/lyon/press-1/state/', true],
  ])('with WHERE %s takes %s: %s', (where, topic, taken) => {
    expect(readTopicSql(`SELECT topic() AS topic FROM 'andon/#' WHERE ${where}`, 'rule').matches(message(topic))).toBe(
      taken,
    )
  })

  test.each([
    "SELECT state FROM 'a'",
    "SELECT get_thing_shadow('a') AS x FROM 'a'",
    "SELECT topic() FROM 'a'",
    "SELECT * FROM 'a' WHERE topic(1) > 'b'",
    "SELECT * FROM 'a' WHERE topic(1) = 'b' GROUP",
    "SELECT encode(*, 'hex') AS x FROM 'a'",
    'SELECT *',
  ])('is refused when it goes beyond the subset: %s', (sql) => {
    expect(() => readTopicSql(sql, 'Plant/Rule')).toThrow(CannotStart)
    expect(() => readTopicSql(sql, 'Plant/Rule')).toThrow(/Plant\/Rule/)
  })

  test.each([
    ['andon/lyon/press-1', 'andon/lyon/+', true],
    ['andon/lyon/press-1/state', 'andon/lyon/+', false],
    ['andon/lyon', 'andon/lyon/#', true],
    ['andon/lyon/a/b/c', 'andon/+/#', true],
    ['andon/cork/a', 'andon/lyon/#', false],
  ])('%s fits %s: %s', (topic, filter, expected) => {
    expect(fits(topic, filter)).toBe(expected)
  })
})
