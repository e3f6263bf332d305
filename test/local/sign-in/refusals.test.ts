import { describe, expect, test } from 'vitest'
import { usePlant } from '../../support/plant.ts'
import { browserAt, ledTo, type Told } from '../../support/sign-in.ts'

const plant = usePlant()
const browser = () => browserAt(plant().url)

describe('The authorization endpoint', () => {
  test.each([
    ['no client', { client_id: undefined }, 'client_id'],
    ['another client', { client_id: 'ErpUserPoolClient' }, 'client_id'],
    ['no address', { redirect_uri: undefined }, 'redirect_uri'],
    ['another address', { redirect_uri: 'https://elsewhere.example/signed-in' }, 'redirect_uri'],
    ['another page', { redirect_uri: 'HERE/' }, 'redirect_uri'],
    ['a query behind the address', { redirect_uri: 'HERE/signed-in?x=1' }, 'redirect_uri'],
    ['a path that begins like it', { redirect_uri: 'HERE/signed-in/../x' }, 'redirect_uri'],
  ])('sends nobody anywhere for %s', async (_, wrong: Record<string, string | undefined>, named) => {
    const at = browser()
    const more = { ...wrong }
    if (more.redirect_uri !== undefined) more.redirect_uri = more.redirect_uri.replace('HERE', plant().url)
    for (const answer of [
      await at.authorize(more),
      await at.press('ada', more),
      await at.send(`${at.issuer}/login?${at.asked(more)}`),
    ]) {
      expect(answer.status).toBe(400)
      expect(answer.headers.get('location')).toBeNull()
      expect(answer.headers.get('set-cookie')).toBeNull()
      expect(await answer.text()).toContain(named)
    }
  })

  test('sends nobody anywhere for two addresses', async () => {
    const at = browser()
    const query = `${at.asked()}&redirect_uri=${encodeURIComponent(at.redirectUri)}`
    expect((await at.send(`${at.issuer}/oauth2/authorize?${query}`)).status).toBe(400)
  })

  test.each([
    ['invalid_request', { response_type: undefined }],
    ['unsupported_response_type', { response_type: 'token' }],
    ['unsupported_response_type', { response_type: 'code id_token' }],
    ['invalid_request', { response_mode: 'fragment' }],
    ['invalid_scope', { scope: 'profile' }],
    ['invalid_scope', { scope: 'openid aws.cognito.signin.user.admin' }],
    ['invalid_request', { code_challenge: undefined }],
    ['invalid_request', { code_challenge: 'short' }],
    ['invalid_request', { code_challenge_method: undefined }],
    ['invalid_request', { code_challenge_method: 'plain' }],
    ['invalid_request', { prompt: 'sometimes' }],
    ['invalid_request', { prompt: 'none login' }],
    ['invalid_request', { max_age: '-1' }],
    ['invalid_request', { max_age: 'soon' }],
    ['request_not_supported', { request: 'x.y.z' }],
    ['request_uri_not_supported', { request_uri: 'https://elsewhere.example/' }],
    ['login_required', { prompt: 'none' }],
  ])('tells the console %s for %j', async (error, wrong) => {
    const { place, query } = ledTo(await browser().authorize(wrong))
    expect(place).toBe(browser().redirectUri)
    expect(query).toEqual({ error, error_description: expect.any(String), state: 'state-1' })
  })

  test('tells the console of a parameter that is there twice', async () => {
    const at = browser()
    const answer = await at.send(`${at.issuer}/oauth2/authorize?${at.asked()}&nonce=other`)
    expect(ledTo(answer).query.error_description).toBe('nonce is there more than once.')
  })

  test('asks for no scope and no state where the console sends none', async () => {
    const { query } = ledTo(await browser().press('ada', { scope: undefined, state: undefined }))
    expect(Object.keys(query)).toEqual(['code'])
  })
})

describe('The token endpoint', () => {
  const codeOf = async (at: ReturnType<typeof browser>) => ledTo(await at.press('ada')).query.code ?? ''

  test.each([
    ['invalid_grant', 'another verifier', { code_verifier: 'x'.repeat(43) }],
    ['invalid_grant', 'another address', { redirect_uri: 'http://localhost/signed-in' }],
    ['invalid_request', 'a verifier that is none', { code_verifier: 'short' }],
    ['invalid_request', 'no verifier', { code_verifier: '' }],
    ['invalid_request', 'no code', { code: '' }],
    ['invalid_grant', 'a code that nobody gave', { code: 'x'.repeat(43) }],
    ['invalid_client', 'another client', { client_id: 'ErpUserPoolClient' }],
    ['unsupported_grant_type', 'another grant', { grant_type: 'password' }],
    ['invalid_grant', 'a refresh token that is none', { grant_type: 'refresh_token', refresh_token: 'x' }],
    ['invalid_request', 'no refresh token', { grant_type: 'refresh_token' }],
  ])('answers %s for %s', async (error, _, wrong) => {
    const at = browser()
    const answer = await at.byCode(await codeOf(at), wrong)
    expect(answer.status).toBe(400)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.json()).toEqual({ error, error_description: expect.any(String) })
  })

  test('takes a form and nothing else, with each field once', async () => {
    const { issuer } = browser()
    const bodies = [JSON.stringify({ client_id: 'UserPoolClient' }), new URLSearchParams()]
    for (const body of bodies) {
      const answer = await fetch(`${issuer}/oauth2/token`, { method: 'POST', body })
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ error: 'invalid_request' })
    }
    const twice = new URLSearchParams([
      ['client_id', 'UserPoolClient'],
      ['client_id', 'UserPoolClient'],
    ])
    const answer = await fetch(`${issuer}/oauth2/token`, { method: 'POST', body: twice })
    expect(await answer.json()).toMatchObject({ error_description: 'client_id is there more than once.' })
  })

  test('takes a code once, also if its owner could not prove it', async () => {
    const at = browser()
    const code = await codeOf(at)
    expect((await at.byCode(code, { code_verifier: 'x'.repeat(43) })).status).toBe(400)
    expect(await (await at.byCode(code)).json()).toMatchObject({ error: 'invalid_grant' })
  })

  test('ends the sign-in of a code that comes again', async () => {
    const at = browser()
    const code = await codeOf(at)
    const { refresh_token = '' } = (await (await at.byCode(code)).json()) as Told
    const renew = () => at.token({ grant_type: 'refresh_token', refresh_token })
    expect((await renew()).status).toBe(200)
    expect((await at.byCode(code)).status).toBe(400)
    expect((await renew()).status).toBe(400)
  })
})

describe('The issuer', () => {
  test('signs people in of its own site alone, and has no other routes', async () => {
    const { issuer, asked } = browser()
    const cork = issuer.replace(/lyon$/, 'cork')
    expect((await fetch(`${cork}/oauth2/authorize?${asked()}`, { redirect: 'manual' })).status).toBe(404)
    expect((await fetch(`${cork}/.well-known/jwks.json`)).status).toBe(200)
    expect((await fetch(`${issuer}/oauth2/token`)).status).toBe(404)
    expect((await fetch(`${issuer}/login/x?${asked()}`)).status).toBe(404)
  })
})

describe('With time', () => {
  const wait = (seconds: number) =>
    fetch(`${plant().url}/local/clock`, { method: 'POST', body: JSON.stringify({ seconds }) })

  test('a code is too old after a minute, a sign-in too old for max_age, a browser forgotten after an hour, and a sign-in over after 12', async () => {
    const at = browser()
    const late = ledTo(await at.press('ada')).query.code ?? ''
    await wait(61)
    expect(await (await at.byCode(late)).json()).toMatchObject({ error: 'invalid_grant' })
    const { refresh_token = '' } = (await (
      await at.byCode(ledTo(await at.authorize()).query.code ?? '')
    ).json()) as Told
    expect(ledTo(await at.authorize({ max_age: '30' })).place).toBe(`${at.issuer}/login`)
    expect(ledTo(await at.authorize({ max_age: '30', prompt: 'none' })).query.error).toBe('login_required')
    expect(ledTo(await at.authorize({ max_age: '300' })).query).toHaveProperty('code')
    await wait(3600)
    expect(ledTo(await at.authorize()).place).toBe(`${at.issuer}/login`)
    const renew = () => at.token({ grant_type: 'refresh_token', refresh_token })
    expect((await renew()).status).toBe(200)
    await wait(11 * 3600)
    expect((await renew()).status).toBe(400)
  })
})
