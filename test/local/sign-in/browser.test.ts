import { createHash } from 'node:crypto'
import { connectAsync } from 'mqtt'
import { describe, expect, test } from 'vitest'
import { people } from '../../../local/people.ts'
import type { ConsoleSettings } from '../../../shared/client/settings.ts'
import { useSharedPlant } from '../../support/plant.ts'
import { browserAt, claimsOf, ledTo, type Told } from '../../support/sign-in.ts'

const plant = useSharedPlant()
const browser = () => browserAt(plant().url)

/** Signs in as the page does. */
async function signIn(user: string, at = browser()) {
  const { query } = ledTo(await at.press(user))
  const answer = await at.byCode(query.code ?? '')
  return { at, status: answer.status, told: (await answer.json()) as Told }
}

describe('The console before a sign-in', () => {
  test('reads where to sign in, and how to reach the live topics', async () => {
    const answer = await fetch(`${plant().url}/console.json`)
    expect(await answer.json()).toEqual({
      site: 'lyon',
      region: 'eu-west-3',
      authority: `${plant().url}/local/issuers/lyon`,
      clientId: 'UserPoolClient',
      terminalClientId: 'TerminalUserPoolClient',
      scopes: ['openid'],
      personClaim: 'andon:person',
      rolesClaim: 'cognito:groups',
      mqtt: { url: '/mqtt', authorizer: 'Andon-lyon-watchers', topics: 'andon/lyon/live' },
      local: true,
    })
  })

  test('finds every endpoint in the discovery document, at any address of this machine', async () => {
    const { issuer } = browser()
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(await answer.json()).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/oauth2/authorize`,
      token_endpoint: `${issuer}/oauth2/token`,
      userinfo_endpoint: `${issuer}/oauth2/userInfo`,
      end_session_endpoint: `${issuer}/logout`,
      revocation_endpoint: `${issuer}/oauth2/revoke`,
      code_challenge_methods_supported: ['S256'],
    })
    const asks = { origin: 'http://localhost:5173', 'access-control-request-headers': 'authorization' }
    const preflight = await fetch(`${issuer}/oauth2/userInfo`, { method: 'OPTIONS', headers: asks })
    expect(preflight.ok).toBe(true)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization')
  })

  test('may ask the issuer also where it is opened as localhost', { timeout: 180_000 }, async () => {
    const { port } = new URL(plant().url)
    const page = await fetch(`http://localhost:${port}/signed-in?code=x`, { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-security-policy')).toContain(`connect-src 'self' ${plant().url};`)
    const { query } = ledTo(await browser().press('ada', { redirect_uri: `http://localhost:${port}/signed-in` }))
    expect(query).toHaveProperty('code')
  })
})

describe('A sign-in', () => {
  test('leads to the page, back with a code, and to tokens that the API takes', async () => {
    const at = browser()
    const first = ledTo(await at.authorize())
    expect(first.place).toBe(`${at.issuer}/login`)
    expect(first.query).toEqual(Object.fromEntries(at.asked()))
    const pressed = await at.press('ada')
    expect(pressed.status).toBe(303)
    expect(pressed.headers.get('set-cookie')).toMatch(/; Path=\/local\/issuers\/lyon; .*HttpOnly; SameSite=Lax$/)
    const { place, query } = ledTo(pressed)
    expect(place).toBe(at.redirectUri)
    expect(query).toEqual({ code: expect.stringMatching(/^[\w-]{43}$/), state: 'state-1' })
    const answer = await at.byCode(query.code ?? '')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const told = (await answer.json()) as Told
    expect(told).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })
    const orders = await fetch(`${plant().url}/v1/orders`, {
      headers: { authorization: `Bearer ${told.access_token}` },
    })
    expect(orders.status).toBe(200)
  })

  test('gives the tokens that Cognito gives', async () => {
    const { at, told } = await signIn('quinn')
    const shared = {
      iss: at.issuer,
      sub: expect.any(String),
      'cognito:groups': ['quality'],
      origin_jti: expect.any(String),
      event_id: expect.any(String),
      auth_time: expect.any(Number),
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.any(String),
      'andon:person': 'quinn',
    }
    const access = claimsOf(told.access_token)
    expect(access).toEqual({
      ...shared,
      token_use: 'access',
      client_id: 'UserPoolClient',
      scope: 'openid',
      version: 2,
      username: 'quinn',
    })
    const half = createHash('sha256').update(String(told.access_token)).digest().subarray(0, 16)
    expect(claimsOf(told.id_token)).toEqual({
      ...shared,
      token_use: 'id',
      aud: 'UserPoolClient',
      'cognito:username': 'quinn',
      name: 'Quinn Delaney',
      nonce: 'nonce-1',
      at_hash: half.toString('base64url'),
    })
    expect(Number(access.exp) - Number(access.iat)).toBe(3600)
  })

  test('is renewed under its own id, by a token that stays the same, until it is revoked', async () => {
    const { at, told } = await signIn('ben')
    const refresh_token = String(told.refresh_token)
    const renew = () => at.token({ grant_type: 'refresh_token', refresh_token })
    const renewed = (await (await renew()).json()) as Told
    expect(renewed).not.toHaveProperty('refresh_token')
    const { origin_jti, auth_time } = claimsOf(told.access_token)
    expect(claimsOf(renewed.access_token)).toMatchObject({ origin_jti, auth_time })
    expect(claimsOf(renewed.id_token)).not.toHaveProperty('nonce')
    const revoke = (token: string) =>
      fetch(`${at.issuer}/oauth2/revoke`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: 'UserPoolClient', token }),
      })
    expect((await revoke(String(renewed.access_token))).status).toBe(200)
    expect((await renew()).status).toBe(200)
    expect((await revoke(refresh_token)).status).toBe(200)
    const refused = await renew()
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ error: 'invalid_grant' })
  })

  test('tells whom an access token is of, and nothing for another token', async () => {
    const { at, told } = await signIn('olga')
    const ask = (token: string | undefined) =>
      fetch(`${at.issuer}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } })
    const { sub } = claimsOf(told.access_token)
    expect(await (await ask(told.access_token)).json()).toEqual({ sub, username: 'olga', name: 'Olga Petrova' })
    for (const token of [told.id_token, told.refresh_token, 'x']) {
      const refused = await ask(token)
      expect(refused.status).toBe(401)
      expect(refused.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
    }
  })

  test('opens the live topics as console.json says', async () => {
    const { told } = await signIn('vera')
    const { mqtt, personClaim } = (await (await fetch(`${plant().url}/console.json`)).json()) as ConsoleSettings
    const person = claimsOf(told.access_token)[personClaim]
    const client = await connectAsync(`${plant().url.replace('http', 'ws')}${mqtt?.url}`, {
      clientId: `live/${person}/screen-0001`,
      username: `${person}?x-amz-customauthorizer-name=${mqtt?.authorizer}`,
      password: String(told.access_token),
      reconnectPeriod: 0,
    })
    const subscribed = async (topic: string) => (await client.subscribeAsync(topic, { qos: 1 }))[0]?.qos
    expect(await subscribed(`${mqtt?.topics}/#`)).toBe(1)
    await expect(subscribed('andon/lyon/+/state')).rejects.toThrow()
    await client.endAsync()
  })
})

describe('A terminal', () => {
  const client = { client_id: 'TerminalUserPoolClient' }
  const arrive = async (user: string) => {
    const at = browser()
    const { query } = ledTo(await at.press(user, client))
    return { at, code: query.code ?? '' }
  }

  test('stays signed in for months, sees the plant and does nothing in it, whoever has signed it in', async () => {
    const { at, code } = await arrive('olga')
    const told = (await (await at.byCode(code, client)).json()) as Told
    const { exp, iat } = claimsOf(told.refresh_token)
    expect(Number(exp) - Number(iat)).toBe(400 * 24 * 3600)
    const headers = { authorization: `Bearer ${told.access_token}`, 'content-type': 'application/json' }
    expect((await fetch(`${plant().url}/v1/orders`, { headers })).status).toBe(200)
    const act = await fetch(`${plant().url}/v1/labour/clock-on`, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': 'of-a-terminal' },
      body: JSON.stringify({ activity: 'other' }),
    })
    expect(act.status).toBe(403)
    const renewed = await at.token({
      grant_type: 'refresh_token',
      refresh_token: told.refresh_token ?? '',
      ...client,
    })
    expect(claimsOf(((await renewed.json()) as Told).access_token)).toMatchObject({
      origin_jti: claimsOf(told.access_token).origin_jti,
      ...client,
    })
  })

  test('and a person have no code and no token of each other', async () => {
    const { at, code } = await arrive('olga')
    expect((await at.byCode(code)).status).toBe(400)
    const { told } = await signIn('ada')
    const asTerminal = await at.token({
      grant_type: 'refresh_token',
      refresh_token: told.refresh_token ?? '',
      ...client,
    })
    expect(asTerminal.status).toBe(400)
  })
})

describe('A browser that has signed in', () => {
  test('is sent back without a page, as the same sign-in, until it signs out', async () => {
    const { at, told } = await signIn('paula')
    const { place, query } = ledTo(await at.authorize({ prompt: 'none' }))
    expect(place).toBe(at.redirectUri)
    const again = (await (await at.byCode(query.code ?? '')).json()) as Told
    const { origin_jti, auth_time } = claimsOf(told.access_token)
    expect(claimsOf(again.access_token)).toMatchObject({ origin_jti, auth_time, username: 'paula' })
    const signOut = new URLSearchParams({ client_id: 'UserPoolClient', logout_uri: `${plant().url}/` })
    expect(ledTo(await at.send(`${at.issuer}/logout?${signOut}`)).place).toBe(`${plant().url}/`)
    const after = ledTo(await at.authorize({ prompt: 'none' }))
    expect(after).toEqual({
      place: at.redirectUri,
      query: { error: 'login_required', error_description: expect.any(String), state: 'state-1' },
    })
  })

  test.each([{ prompt: 'login' }, { prompt: 'select_account' }, { max_age: '0' }])(
    'sees the page again if the console asks for it: %j',
    async (asked) => {
      const { at, told } = await signIn('paula')
      expect(ledTo(await at.authorize(asked)).place).toBe(`${at.issuer}/login`)
      const { query } = ledTo(await at.press('paula', asked))
      const anew = (await (await at.byCode(query.code ?? '')).json()) as Told
      expect(claimsOf(anew.access_token).origin_jti).not.toBe(claimsOf(told.access_token).origin_jti)
    },
  )

  test('signs out to the page for the next person where no address is named', async () => {
    const { at } = await signIn('paula')
    expect(ledTo(await at.send(`${at.issuer}/logout?${at.asked()}`)).place).toBe(`${at.issuer}/login`)
    expect(ledTo(await at.authorize({ prompt: 'none' })).query.error).toBe('login_required')
  })

  test('is sent nowhere by a sign-out that names another address or no client', async () => {
    const { at } = await signIn('paula')
    const elsewhere = { client_id: 'UserPoolClient', logout_uri: 'https://elsewhere.example/' }
    const ofNobody = { logout_uri: `${plant().url}/` }
    for (const wrong of [new URLSearchParams(elsewhere), new URLSearchParams(ofNobody)]) {
      const answer = await at.send(`${at.issuer}/logout?${wrong}`)
      expect(answer.status).toBe(400)
      expect(answer.headers.get('location')).toBeNull()
    }
    expect(ledTo(await at.authorize({ prompt: 'none' })).query).toHaveProperty('code')
  })
})

describe('A signature', () => {
  test('takes a sign-in at the page, and not the one that the browser remembers', async () => {
    await plant().request('erik', 'PUT', '/v1/materials/SIGN-IN-SUGAR', { name: 'Sugar', unit: 'kg' })
    const quantity = { value: '10', unit: 'kg' }
    const lotId = 'SIGN-IN-1'
    await plant().request('ada', 'POST', '/v1/lots', { lotId, materialId: 'SIGN-IN-SUGAR', quantity })
    const { at, told } = await signIn('quinn')
    const session = { authorization: `Bearer ${told.access_token}` }
    const release = async (more: Record<string, string>) => {
      const { query } = ledTo(more.prompt === 'login' ? await at.press('quinn', more) : await at.authorize(more))
      const { access_token: signer } = (await (await at.byCode(query.code ?? '')).json()) as Told
      const body = { signature: { meaning: 'released', signer } }
      return plant().request('quinn', 'POST', `/v1/lots/${lotId}/release`, body, session)
    }
    const remembered = await release({})
    expect(remembered.status).toBe(409)
    expect(await remembered.json()).toMatchObject({ violations: [{ code: 'signature-invalid' }] })
    expect((await release({ prompt: 'login', login_hint: 'quinn' })).status).toBe(200)
  })
})

describe('The page of the sign-in', () => {
  const page = async (more: Record<string, string> = {}, language = 'en-GB,en;q=0.8') => {
    const at = browser()
    const answer = await at.send(`${at.issuer}/login?${at.asked(more)}`, { headers: { 'accept-language': language } })
    return { answer, html: await answer.text() }
  }

  test('lists the people with what they do, and no system', async () => {
    const { answer, html } = await page()
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(html).not.toContain('<script')
    for (const { user, name, roles, work } of people) {
      const isListed = html.includes(`value="${user}"`) && html.includes(name) && html.includes(work.en)
      expect(isListed, user).toBe(!roles.includes('integration'))
    }
  })

  test.each([
    ['fr-CA,fr;q=0.9,en;q=0.5', {}, 'fr'],
    ['de, en;q=0.4, fr;q=0.7', {}, 'fr'],
    ['de', {}, 'en'],
    ['fr;q=0, en', {}, 'en'],
    ['en', { ui_locales: 'fr en' }, 'fr'],
    ['fr', { lang: 'en' }, 'en'],
  ])('speaks the language of %s with %j: %s', async (accepted, more, language) => {
    const { answer, html } = await page(more, accepted)
    expect(answer.headers.get('content-language')).toBe(language)
    expect(html).toContain(language === 'fr' ? 'Qui êtes-vous ?' : 'Who are you?')
  })

  test('proposes the person whom the console expects', async () => {
    const { html } = await page({ login_hint: 'Quinn' })
    expect(html).toMatch(/class="primary" name="user" value="quinn" autofocus>Sign in as Quinn Delaney</)
    expect((await page({ login_hint: 'sap' })).html).not.toContain('class="primary"')
  })

  test('says that a sign-in is over to whoever had one', async () => {
    expect((await page({ login_hint: 'quinn', why: 'ended' })).html).toContain('Your sign-in is over.')
    expect((await page({ login_hint: 'quinn' })).html).not.toContain('is over')
  })

  test('takes a name from the keyboard or a badge, in any case', async () => {
    expect(ledTo(await browser().press(' ADA ')).query).toHaveProperty('code')
  })

  test.each(['nobody', 'sap', '', '<b>"x"'])('says that nobody is called %j', async (user) => {
    const answer = await browser().press(user)
    expect(answer.status).toBe(400)
    expect(answer.headers.get('set-cookie')).toBeNull()
    const html = await answer.text()
    expect(html).toContain('Nobody here is called')
    expect(html).not.toContain('<b>"x"')
  })

  test('takes no form of a page of another place', async () => {
    const answer = await browser().press('ada', {}, { origin: 'https://elsewhere.example' })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('set-cookie')).toBeNull()
  })
})
