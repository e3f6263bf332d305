import { CannotStart } from './cannot-start.ts'

export interface Published {
  readonly topic: string
  readonly payload: Buffer
  readonly clientId: string
  /** Epoch milliseconds. */
  readonly at: number
}

export interface TopicRuleSql {
  /** The topic filter of the FROM clause. */
  readonly filter: string
  /** Whether the WHERE clause accepts the message; an undefined comparison does not. */
  readonly matches: (message: Published) => boolean
  /** @throws Error when the payload does not fit the SELECT clause, as the rules engine does. */
  readonly select: (message: Published) => unknown
}

type Value = string | number | boolean | undefined
type Expression = (message: Published) => Value

/**
 * The subset of AWS IoT SQL (2016-03-23) for the rules of Andon: `*`, encode, topic, clientid, timestamp and literals with AS in SELECT; =, <>, AND,
 * OR, NOT and brackets in WHERE.
 * @throws CannotStart for anything else.
 */
export function readTopicSql(sql: string, place: string): TopicRuleSql {
  const tokens = tokenize(sql, place)
  let at = 0
  const peek = () => tokens[at]?.toUpperCase()
  const take = () => {
    const token = tokens[at]
    if (token === undefined) throw unreadable('the end', place, sql)
    at += 1
    return token
  }
  const accept = (word: string) => {
    if (peek() !== word) return false
    at += 1
    return true
  }
  const expect = (word: string) => {
    if (!accept(word)) throw unreadable(tokens[at] ?? 'the end', place, sql)
  }

  const operand = (): Expression => {
    const token = take()
    if (token.startsWith("'")) return () => token.slice(1, -1)
    if (/^\d/.test(token)) return () => Number(token)
    if (peek() !== '(') throw unreadable(token, place, sql)
    expect('(')
    const inside: string[] = []
    while (!accept(')')) {
      const part = take()
      if (part !== ',') inside.push(part)
    }
    return readFunction(token.toLowerCase(), inside, () => unreadable(`${token}(${inside.join(', ')})`, place, sql))
  }
  const comparison = (): Expression => {
    if (accept('NOT')) {
      const inner = comparison()
      return (message) => {
        const value = inner(message)
        return value === undefined ? undefined : !value
      }
    }
    if (accept('(')) {
      const inner = disjunction()
      expect(')')
      return inner
    }
    const left = operand()
    const sign = take()
    if (sign !== '=' && sign !== '<>') throw unreadable(sign, place, sql)
    const right = operand()
    return (message) => {
      const [a, b] = [left(message), right(message)]
      return a === undefined || b === undefined ? undefined : (a === b) === (sign === '=')
    }
  }
  const conjunction = (): Expression => {
    const parts = [comparison()]
    while (accept('AND')) parts.push(comparison())
    return (message) => parts.every((part) => part(message) === true)
  }
  const disjunction = (): Expression => {
    const parts = [conjunction()]
    while (accept('OR')) parts.push(conjunction())
    return (message) => parts.some((part) => part(message) === true)
  }

  expect('SELECT')
  const columns: { name: string; value: Expression | undefined }[] = []
  do {
    if (accept('*')) columns.push({ name: '*', value: undefined })
    else {
      const value = operand()
      expect('AS')
      columns.push({ name: take(), value })
    }
  } while (accept(','))
  expect('FROM')
  const filter = take()
  if (!filter.startsWith("'")) throw unreadable(filter, place, sql)
  const where = accept('WHERE') ? disjunction() : () => true
  if (at < tokens.length) throw unreadable(take(), place, sql)

  return {
    filter: filter.slice(1, -1),
    matches: (message) => where(message) === true,
    select: (message) =>
      Object.assign(
        {},
        ...columns.map(({ name, value }) => (value === undefined ? jsonObject(message) : { [name]: value(message) })),
      ),
  }
}

/** Whether a topic matches an MQTT topic filter with `+` and `#`. */
export function fits(topic: string, filter: string): boolean {
  const levels = topic.split('/')
  const wanted = filter.split('/')
  for (const [index, level] of wanted.entries()) {
    if (level === '#') return true
    if (index >= levels.length || (level !== '+' && level !== levels[index])) return false
  }
  return levels.length === wanted.length
}

function readFunction(name: string, given: readonly string[], fault: () => CannotStart): Expression {
  const [first, second] = given
  if (name === 'topic' && given.length === 0) return (message) => message.topic
  if (name === 'topic' && given.length === 1 && /^[1-9]\d*$/.test(String(first)))
    return (message) => message.topic.split('/')[Number(first) - 1]
  if (name === 'clientid' && given.length === 0) return (message) => message.clientId
  if (name === 'timestamp' && given.length === 0) return (message) => message.at
  if (name === 'encode' && first === '*' && second === "'base64'")
    return (message) => message.payload.toString('base64')
  throw fault()
}

function jsonObject(message: Published): object {
  const parsed: unknown = JSON.parse(message.payload.toString('utf8'))
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Error('SELECT * needs a payload that is a JSON object.')
  return parsed
}

function tokenize(sql: string, place: string): string[] {
  const tokens: string[] = []
  let rest = sql.trim()
  while (rest !== '') {
    const token = /^('[^']*'|\d+|[A-Za-z_][A-Za-z0-9_]*|<>|[=(),*])/.exec(rest)?.[0]
    if (token === undefined) throw unreadable(rest.slice(0, 20), place, sql)
    tokens.push(token)
    rest = rest.slice(token.length).trimStart()
  }
  return tokens
}

function unreadable(token: string, place: string, sql: string): CannotStart {
  return new CannotStart(
    `The topic rule ${place} has "${token}" in its SQL, which the local plant cannot run; say it otherwise or add it to local/topic-sql.ts. The SQL: ${sql}`,
  )
}
