import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseCommand } from '../../infra/people/command.ts'
import { temporaryPassword } from '../../infra/people/password.ts'
import { type Place, placeOf } from '../../infra/people/pool.ts'
import { drawQr } from '../../infra/people/qr.ts'
import { run } from '../../infra/people/run.ts'
import { otpAddress } from '../../infra/people/second-factor.ts'
import { cork } from '../../infra/sites/cork.ts'
import { lyon } from '../../infra/sites/lyon.ts'
import { decoded, type Pixels } from '../labels/decoder.ts'
import { digitsOf, type FakeAws, fakeAws } from './fake-aws.ts'

let aws: FakeAws
const said: string[] = []
const printed: string[] = []

beforeEach(async () => {
  aws = await fakeAws('lyon')
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await aws.stop()
})

type Answer = string | (() => string)

/** What the command says, when these answers are given to its questions. */
async function people(
  line: string,
  answers: readonly Answer[] = [],
  places: readonly Place[] = [lyon],
): Promise<string> {
  said.length = 0
  printed.length = 0
  const left = [...answers]
  const terminal = {
    say: (text: string) => void said.push(text),
    ask: async (question: string) => {
      said.push(question)
      const answer = left.shift()
      if (answer === undefined) throw new Error(`Nobody expected the question ${question}`)
      return typeof answer === 'string' ? answer : answer()
    },
  }
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
  const ended = await run(parseCommand(words), terminal, (text) => printed.push(text), places)
  expect(left).toEqual([])
  return `${ended}: ${said.join('\n')}`
}

const passwordIn = (text: string): string => /shown only here: (\S+)/.exec(text)?.[1] ?? ''
const userOf = (name: string) => {
  const user = aws.users.get(name)
  if (user === undefined) throw new Error(`There is no ${name}.`)
  return user
}

describe('npm run people -- add', () => {
  it('makes an account with its roles and a password for once, and says what comes next', async () => {
    const text = await people('add ada --name "Ada Moreau" --role operator --role supervisor')
    expect(text).toMatch(/^done: ada \(Ada Moreau, person ada\) has an account at lyon: operator, supervisor\./)
    expect(text).toContain('PUT /v1/persons/ada  {"name":"Ada Moreau"}')
    expect(text).not.toContain('second factor')
    const { attributes, groups, password, temporary } = userOf('ada')
    expect(attributes).toEqual({ name: 'Ada Moreau', 'custom:person': 'ada' })
    expect([...groups]).toEqual(['operator', 'supervisor'])
    expect({ password, temporary }).toEqual({ password: passwordIn(text), temporary: true })
  })

  it('names the command that registers a second factor where a role needs one', async () => {
    const text = await people('add adam --name "Adam Keller" --role admin --person P-7 --site lyon')
    expect(text).toContain('admin comes with a second factor only')
    expect(text).toContain('npm run people -- second-factor adam --site lyon')
    expect(userOf('adam').attributes['custom:person']).toBe('P-7')
  })

  it('refuses a second account of the same person, who could sign for himself', async () => {
    await people('add ada --name "Ada Moreau" --role operator --person P-117')
    await people('add ben --name "Ben Okafor" --role operator')
    expect(await people('add ada2 --name "Ada Moreau" --role quality --person p-117')).toContain(
      'failed: The account ada is that of the person P-117 already.',
    )
    expect(aws.users.has('ada2')).toBe(false)
  })

  it('says that there is such an account', async () => {
    await people('add ada --name "Ada Moreau" --role operator')
    expect(await people('add ada --name "Ada Moreau" --role operator')).toContain(
      'failed: There is an account ada already: "roles" changes its roles',
    )
  })
})

describe('npm run people -- list', () => {
  it('shows everybody, on however many pages, with what they may and lack', async () => {
    await people('add quinn --name "Quinn Delaney" --role quality')
    await people('add ada --name "Ada Moreau" --role operator --person P-117')
    await people('disable ada')
    await people('add olga --name "Olga Petrova" --role supervisor --role admin')
    userOf('olga').factor = true
    expect((await people('list')).split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['done: account', 'person', 'name', 'roles'],
      ['ada', 'P-117', 'Ada Moreau', 'disabled', 'operator'],
      ['olga', 'olga', 'Olga Petrova', 'enabled', 'second factor', 'supervisor, admin'],
      ['quinn', 'quinn', 'Quinn Delaney', 'enabled', 'NO SECOND FACTOR', 'quality'],
    ])
  })

  it('says how the first account is made', async () => {
    expect(await people('list')).toContain('Nobody has an account here yet.')
  })
})

describe('npm run people -- roles, password, disable, enable', () => {
  beforeEach(() => people('add ada --name "Ada Moreau" --role operator --role engineer'))

  it('gives exactly these roles, taking first', async () => {
    expect(await people('roles ada --role operator --role quality')).toContain('given: quality, taken: engineer')
    expect([...userOf('ada').groups]).toEqual(['operator', 'quality'])
    expect(aws.asked.slice(-2)).toEqual(['AdminRemoveUserFromGroup', 'AdminAddUserToGroup'])
    expect(said.join('\n')).toContain('npm run people -- second-factor ada --site lyon')
  })

  it('gives a new password for once', async () => {
    const text = await people('password ada')
    expect(userOf('ada')).toMatchObject({ password: passwordIn(text), temporary: true })
  })

  it('ends the sign-ins of whoever it disables, and says how long a token lasts', async () => {
    expect(await people('disable ada')).toContain('A token that was given before is good until it ends')
    expect(userOf('ada')).toMatchObject({ enabled: false, signedOut: 1 })
    await people('enable ada')
    expect(userOf('ada').enabled).toBe(true)
  })

  it.each(['roles nora --role viewer', 'password nora', 'disable nora', 'enable nora', 'second-factor nora --reset'])(
    'finds nobody: %s',
    async (line) => {
      expect(await people(line)).toBe('failed: There is no account nora; "list" shows them.')
    },
  )
})

describe('npm run people -- second-factor', () => {
  const chosen = 'Chosen-by-Quinn-1'
  const now = () => digitsOf(userOf('quinn').secret ?? '')
  let first: string
  beforeEach(async () => {
    first = passwordIn(await people('add quinn --name "Quinn Delaney" --role quality'))
  })

  it('lets the person choose a password, shows the key as a picture and as text, and takes the first code', async () => {
    const text = await people('second-factor quinn', [first, chosen, chosen, now])
    expect(text).toContain('otpauth://totp/Andon%20lyon%3Aquinn?secret=JBSWY3DPEHPK3PXP&issuer=Andon%20lyon')
    expect(text).toMatch(/█{20,}\n/)
    expect(text).toContain('quinn has a second factor')
    expect(userOf('quinn')).toMatchObject({ factor: true, password: chosen })
  })

  it('replaces an authenticator by the code of the present one, and forgets a lost one', async () => {
    await people('second-factor quinn', [first, chosen, chosen, now])
    expect(await people('second-factor quinn', [chosen, now, now])).toContain('quinn has a second factor')
    expect(await people('second-factor quinn --reset')).toContain('is forgotten')
    expect(userOf('quinn')).toMatchObject({ factor: false, signedOut: 1 })
  })

  it('registers nothing by a wrong code, a wrong password, or a new password that was typed in two ways', async () => {
    expect(await people('second-factor quinn', [first, chosen, chosen, '000000'])).toContain(
      'The code is not the right one',
    )
    expect(await people('second-factor quinn', ['guessed'])).toContain('"password quinn" gives a new one')
    const again = passwordIn(await people('password quinn'))
    expect(await people('second-factor quinn', [again, chosen, `${chosen}2`])).toContain('The two differ')
    expect(userOf('quinn').factor).toBe(false)
  })

  it('is the one of an address that authenticator apps read', () => {
    expect(otpAddress('lyon-validation', 'ada', 'KEY')).toBe(
      'otpauth://totp/Andon%20lyon-validation%3Aada?secret=KEY&issuer=Andon%20lyon-validation',
    )
  })
})

describe('The QR code of a second factor', () => {
  /** What a phone sees of the terminal: light text on a dark ground, two rows of modules a line. */
  function pictureOf(lines: readonly string[], scale = 4): Pixels {
    const [width, height] = [(lines[0] ?? '').length * scale, lines.length * 2 * scale]
    const data = new Uint8ClampedArray(width * height * 4).fill(255)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const block = lines[Math.floor(y / scale / 2)]?.[Math.floor(x / scale)] ?? ' '
        const upper = Math.floor(y / scale) % 2 === 0
        if (!(upper ? '█▀' : '█▄').includes(block)) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3)
      }
    return { data, width, height }
  }

  it('is read as the address that it stands for', async () => {
    const address = otpAddress(
      'lyon-validation',
      'quentin.marchand',
      'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSW',
    )
    expect(await decoded(pictureOf(drawQr(address).split('\n')))).toEqual([`]Q1${address}`])
  })
})

describe('npm run people -- token', () => {
  /** What a browser does: it opens the link, and is sent back with a code. */
  const browser =
    (change: (address: URL) => void = () => undefined) =>
    () => {
      const asked = new URL(/https?:\S+authorize\S+/.exec(said.join('\n'))?.[0] ?? '')
      expect(Object.fromEntries(asked.searchParams)).toMatchObject({
        response_type: 'code',
        client_id: 'console',
        code_challenge_method: 'S256',
        prompt: 'login',
      })
      aws.challenge = { code: 'code-1', proof: asked.searchParams.get('code_challenge') ?? '' }
      const address = new URL(asked.searchParams.get('redirect_uri') ?? '')
      address.search = new URLSearchParams({ code: 'code-1', state: asked.searchParams.get('state') ?? '' }).toString()
      change(address)
      return address.href
    }

  it('prints the token and nothing else where other programs read, and says what the token lacks', async () => {
    const text = await people('token', [browser()])
    expect(printed).toHaveLength(1)
    expect(printed[0]).toMatch(/^head\..*\.signature$/)
    expect(text).toContain('Not in this token for want of a second factor: quality.')
    expect(text).toContain('Then the browser goes to https://lyon.andon.example/signed-in;')
  })

  it.each([
    [
      'the answer to another sign-in',
      (address: URL) => address.searchParams.set('state', 'other'),
      'of another sign-in',
    ],
    ['an address without a code', (address: URL) => address.searchParams.delete('code'), 'has no code'],
    [
      'a code that is spent',
      (address: URL) => address.searchParams.set('code', 'spent'),
      'no token for this code (invalid_grant)',
    ],
    [
      'a refusal',
      (address: URL) => {
        address.search = '?error=access_denied&error_description=PreTokenGeneration+failed'
      },
      'The sign-in failed: PreTokenGeneration failed.',
    ],
  ])('refuses %s', async (_, change, sentence) => {
    expect(await people('token', [browser(change)])).toContain(sentence)
    expect(printed).toEqual([])
  })

  it('refuses what is no address', async () => {
    expect(await people('token', ['code-1'])).toContain('This is no address.')
  })
})

describe('A command that cannot be carried out', () => {
  it.each([
    ['', 'UnrecognizedClientException', 'AWS does not know these credentials.'],
    ['', 'AccessDeniedException', 'These credentials are not enough: no'],
    ['', 'ExpiredTokenException', 'The credentials of AWS have expired.'],
    ['', 'TooManyRequestsException', 'Wait a minute'],
  ])(
    '%s says what to do about %s',
    async (_, name, sentence) => {
      await people('add ada --name "Ada Moreau" --role operator')
      aws.fail('AdminDisableUser', { name, message: 'no' })
      expect(await people('disable ada')).toContain(sentence)
    },
    60_000,
  )

  it('says that the stack is not there, and that AWS cannot be reached', async () => {
    const place = { ...cork, site: 'cork' }
    expect(await people('list', [], [place])).toBe(
      'failed: There is no stack Andon-cork-State in eu-west-1 of this account. Deploy it, or use credentials of the account that has it.',
    )
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9')
    expect(await people('list')).toContain('AWS in eu-west-3 cannot be reached from here (ECONNREFUSED).')
  })

  it('says where accounts are made that are in the issuer of the company', async () => {
    const oidcIssuer = {
      issuer: 'https://login.example',
      audience: 'a',
      rolesClaim: 'r',
      keysUrl: 'https://login.example/k',
    }
    expect(await people('list', [], [{ ...lyon, oidcIssuer }])).toContain('sign in at https://login.example')
  })

  it('demands the name of a site where there are several', () => {
    expect(() => placeOf(undefined, [lyon, cork])).toThrow('Of which site? Name one: --site, of lyon, cork.')
    expect(() => placeOf('lille', [lyon, cork])).toThrow('There is no site "lille"')
    expect(placeOf('enterprise').site).toBe('enterprise')
  })

  it.each([
    ['invite ada', 'There is no "invite"; there are add, list'],
    ['add', 'Whom?'],
    ['add ada --role operator', 'What is ada called?'],
    ['add ada --name Ada', 'Which role?'],
    ['add ada --name Ada --role boss', 'There is no role "boss"; there are viewer'],
    ['add sap --name SAP --role integration', 'integration is the role of a system'],
    ['add Ada --name Ada --role operator', 'cannot be the name of an account'],
    ['add ada --name Ada --role operator --person "P 1"', 'cannot be the id of a person'],
    ['add ada Moreau --role operator', 'one word too many'],
    ['roles ada', 'Which role?'],
    ['list ada', 'nobody in particular'],
    ['enable ada --role viewer', 'enable takes no --role'],
    ['disable ada --reset', 'disable takes no --reset'],
    ['list --all', "Unknown option '--all'"],
  ])('%s', async (line, sentence) => {
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
    expect(() => parseCommand(words)).toThrow(sentence)
  })
})

describe('A temporary password', () => {
  it('is one that the pool takes, and no two are the same', () => {
    const some = Array.from({ length: 500 }, temporaryPassword)
    for (const password of some) {
      expect(password).toMatch(/^(?:[a-zA-Z0-9]{4}-){3}[a-zA-Z0-9]{4}$/)
      for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/]) expect(password).toMatch(kind)
      expect(password).not.toMatch(/[0O1lI5So]/)
    }
    expect(new Set(some).size).toBe(some.length)
  })
})
