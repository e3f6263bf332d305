import { afterEach, describe, expect, it } from 'vitest'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()

const hasSecondFactor = async (user: string, registered: boolean) => {
  const body = JSON.stringify({ user, registered })
  const answer = await fetch(`${plant().url}/local/second-factor`, { method: 'POST', body })
  expect(answer.status).toBe(200)
}
afterEach(() => hasSecondFactor('adam', true))

const claimsOf = (token: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(String(token?.split('.')[1]), 'base64url').toString('utf8'))

/** Defines a person, which an administrator may. */
async function statusAs(token: string | undefined): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ name: 'Fay Actor' })
  return (await fetch(`${plant().url}/v1/persons/FACTOR-1`, { method: 'PUT', headers, body })).status
}

describe('An administrator without a second factor', () => {
  it('has an account that works, and no role of an administrator, and the token says why', async () => {
    await hasSecondFactor('adam', false)
    const { access_token, id_token } = await plant().tokens({ user: 'adam' })
    for (const token of [access_token, id_token]) {
      expect(claimsOf(token)).toMatchObject({ 'andon:person': 'adam', 'andon:withheld': 'admin' })
      expect(claimsOf(token)).not.toHaveProperty('cognito:groups')
    }
    expect(await statusAs(access_token)).toBe(403)
  })

  it('keeps the other roles', async () => {
    await hasSecondFactor('adam', false)
    const { access_token } = await plant().tokens({ user: 'adam', groups: ['admin', 'operator', 'quality'] })
    expect(claimsOf(access_token)).toMatchObject({ 'cognito:groups': ['operator'], 'andon:withheld': 'admin quality' })
  })

  it('gets the role when the sign-in is renewed after the factor was registered, and loses it again', async () => {
    await hasSecondFactor('adam', false)
    const first = await plant().tokens({ user: 'adam' })
    await hasSecondFactor('adam', true)
    const second = await plant().tokens({ refresh_token: first.refresh_token })
    expect(claimsOf(second.access_token)).toMatchObject({ 'cognito:groups': ['admin'] })
    expect(claimsOf(second.access_token)).not.toHaveProperty('andon:withheld')
    expect(await statusAs(second.access_token)).toBe(200)
    await hasSecondFactor('adam', false)
    const third = await plant().tokens({ refresh_token: first.refresh_token })
    expect(await statusAs(third.access_token)).toBe(403)
  })
})

describe('A token', () => {
  it('names the person by the attribute of the account, through the function of the template', async () => {
    const { access_token } = await plant().tokens({ user: 'ada', person: 'P-117' })
    expect(claimsOf(access_token)).toMatchObject({ 'andon:person': 'P-117', username: 'ada' })
  })
})
