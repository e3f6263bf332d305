import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeAws, fakeAws } from './fake-aws.ts'

const root = join(import.meta.dirname, '../..')
let aws: FakeAws
beforeAll(async () => {
  aws = await fakeAws('lyon')
})
afterAll(() => aws.stop())

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

/** The command as npm runs it. */
function people(words: readonly string[], typed: (sofar: string, child: ChildProcess) => void = () => undefined) {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  }
  const child = spawn(process.execPath, ['--import', 'tsx', 'infra/people/main.ts', ...words], { cwd: root, env })
  return new Promise<Ended>((resolve) => {
    let [out, error] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk
    })
    child.stderr.on('data', (chunk: Buffer) => {
      error += chunk
      typed(error, child)
    })
    child.on('close', (code) => resolve({ code, out, error }))
    if (words[0] !== 'token') child.stdin.end()
  })
}

describe('The command npm run people', () => {
  it('ends with 0 when it is done, and waits for nothing', async () => {
    const ended = await people(['list', '--site', 'lyon'])
    expect(ended).toMatchObject({ code: 0, error: '' })
    expect(ended.out).toContain('Nobody has an account here yet.')
  })

  it('ends with 1 when it could not be done, with a sentence and no trace', async () => {
    const ended = await people(['disable', 'nora', '--site', 'lyon'])
    expect(ended).toEqual({ code: 1, out: 'There is no account nora; "list" shows them.\n', error: '' })
  })

  it('ends with 2 when it cannot be meant', async () => {
    expect(await people(['disable'])).toEqual({
      code: 2,
      out: '',
      error: 'Whom? Name the account: npm run people -- disable NAME.\n',
    })
  })

  it('says that nobody answers, where there is no terminal', async () => {
    const ended = await people(['second-factor', 'ada', '--site', 'lyon'])
    expect(ended.code).toBe(1)
    expect(ended.out).toContain('Nobody answered "Password of ada:": run this at a terminal.')
  })

  it('writes the token alone to the standard output', async () => {
    let answered = false
    const ended = await people(['token', '--site', 'lyon'], (sofar, child) => {
      const link = /https?:\S+authorize\S+/.exec(sofar)?.[0]
      if (answered || link === undefined || !sofar.includes('Address:')) return
      answered = true
      const asked = new URL(link).searchParams
      aws.challenge = { code: 'c', proof: asked.get('code_challenge') ?? '' }
      child.stdin?.end(`${asked.get('redirect_uri')}?code=c&state=${asked.get('state')}\n`)
    })
    expect(ended.code).toBe(0)
    expect(ended.out).toMatch(/^head\.\S+\.signature\n$/)
    expect(ended.error).toContain('Not in this token for want of a second factor: quality.')
  })
})
