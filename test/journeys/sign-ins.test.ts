import { connectAsync } from 'mqtt'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Tokens } from '../../local/identity.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let lots = 0
beforeAll(async () => {
  await send('erik', 'PUT', '/v1/materials/SUGAR-SIGN', { name: 'Sugar', unit: 'kg' })
})

interface Told {
  readonly status: number
  readonly body: {
    readonly actor?: { readonly id: string }
    readonly violations?: readonly { readonly code: string }[]
    readonly detail?: string
  }
}

async function send(user: string, method: string, path: string, body?: object, token?: string): Promise<Told> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await plant().request(user, method, path, body, headers)
  return { status: response.status, body: (await response.json()) as Told['body'] }
}

/** Releases a new lot with the signature of that token, in the session of that other one. */
async function release(signer: string | undefined, session?: string) {
  lots += 1
  const lotId = `SIGN-${lots}`
  const quantity = { value: '10', unit: 'kg' }
  expect((await send('ada', 'POST', '/v1/lots', { lotId, materialId: 'SUGAR-SIGN', quantity })).status).toBe(201)
  return send('quinn', 'POST', `/v1/lots/${lotId}/release`, { signature: { meaning: 'released', signer } }, session)
}

const faults = ({ body }: Told) => (body.violations ?? []).map(({ code }) => code)

describe('a sign-in', () => {
  test('signs once, whichever of its tokens is sent', async () => {
    const first = await plant().tokens({ user: 'quinn' })
    const refreshed = await plant().tokens({ refresh_token: first.refresh_token })
    expect((await release(first.access_token)).status).toBe(200)
    for (const token of [first.access_token, refreshed.access_token])
      expect(faults(await release(token))).toEqual(['signature-used'])
    for (const token of [first.id_token, refreshed.id_token, first.refresh_token])
      expect(faults(await release(token))).toEqual(['signature-invalid'])
  })

  test('signs once, also if its refreshed token was first', async () => {
    const first = await plant().tokens({ user: 'quinn' })
    const refreshed = await plant().tokens({ refresh_token: first.refresh_token })
    expect((await release(refreshed.access_token)).status).toBe(200)
    expect(faults(await release(first.access_token))).toEqual(['signature-used'])
  })

  test('signs nothing in its own session', async () => {
    const session = await plant().tokens({ user: 'quinn' })
    const refreshed = await plant().tokens({ refresh_token: session.refresh_token })
    for (const sent of [session, refreshed])
      for (const signer of [session.access_token, refreshed.access_token, session.id_token, refreshed.id_token])
        expect(faults(await release(signer, sent.access_token))).toEqual(['signature-invalid'])
    const another = await plant().token('quinn')
    expect((await release(another, session.access_token)).status).toBe(200)
  })

  test('opens no session with its ID token or its refresh token', async () => {
    const { id_token, refresh_token } = await plant().tokens({ user: 'vera' })
    for (const token of [id_token, refresh_token]) {
      const { status } = await send('vera', 'GET', '/v1/orders', undefined, token)
      expect(status).toBe(401)
    }
  })

  test('of a machine signs nothing, and neither does a person in the group of machines', async () => {
    expect(faults(await release(await plant().token('sap')))).toEqual(['signature-invalid'])
    const grouped = await plant().token('ada', { groups: ['integration'] })
    expect(faults(await release(grouped))).toEqual(['signature-wrong-role'])
  })
})

describe('a person', () => {
  test('has the name of the definition in facts and signatures, whatever a token says', async () => {
    const { body: released } = await release(await plant().token('quinn'))
    expect(released).toMatchObject({
      actor: { kind: 'person', id: 'quinn', name: 'Quinn Delaney' },
      signatures: [{ personId: 'quinn', name: 'Quinn Delaney', meaning: 'released' }],
    })
    const nora = (name: string) => send('olga', 'PUT', '/v1/persons/nora', { name })
    const signedBy = async () => release(await plant().token('quinn', { person: 'nora' }))
    const nameless = await signedBy()
    expect(faults(nameless)).toEqual(['signature-invalid'])
    expect(nameless.body.detail).toContain('PUT /v1/persons/nora')
    expect((await nora('Nora Vidal')).status).toBe(200)
    expect((await signedBy()).body).toMatchObject({ signatures: [{ personId: 'nora', name: 'Nora Vidal' }] })
    expect((await nora('Nora Vidal-Roux')).status).toBe(200)
    expect((await signedBy()).body).toMatchObject({ signatures: [{ personId: 'nora', name: 'Nora Vidal-Roux' }] })
  })

  test('is not defined by clocking on', async () => {
    const session = await plant().token('quinn', { person: 'nils' })
    const on = await send('quinn', 'POST', '/v1/labour/clock-on', { activity: 'meeting' }, session)
    expect(on.body).toMatchObject({ actor: { kind: 'person', id: 'nils', name: 'nils' } })
    expect((await send('olga', 'GET', '/v1/persons/nils')).body).toMatchObject({ personId: 'nils', isDefined: false })
    expect(faults(await release(await plant().token('quinn', { person: 'nils' })))).toEqual(['signature-invalid'])
  })

  test('whose name in the claim is no id has one made of it, under which they are defined', async () => {
    const person = 'auth0|64af'
    const session = await plant().token('quinn', { person })
    const { body } = await send('quinn', 'POST', '/v1/labour/clock-on', { activity: 'meeting' }, session)
    const id = body.actor?.id ?? ''
    expect(id).toMatch(/^id\.[0-9a-f]{40}$/)
    expect((await send('olga', 'PUT', `/v1/persons/${id}`, { name: 'Zoë Lang' })).status).toBe(200)
    const signed = await release(await plant().token('quinn', { person }))
    expect(signed.body).toMatchObject({ signatures: [{ personId: id, name: 'Zoë Lang' }] })
  })

  test('who is also in the group of machines acts as a person', async () => {
    const session = await plant().token('ada', { groups: ['operator', 'integration'] })
    const on = await send('ada', 'POST', '/v1/labour/clock-on', { activity: 'meeting' }, session)
    expect(on.body).toMatchObject({ actor: { kind: 'person', id: 'ada', name: 'Ada Moreau' } })
  })
})

describe('a screen', () => {
  const connect = async (clientId: string, asked: Promise<Pick<Tokens, 'access_token'>>) => {
    const { access_token: password } = await asked
    const options = { clientId, username: 'token', password, reconnectPeriod: 0, connectTimeout: 5000 }
    const client = await connectAsync(plant().mqttUrl, options)
    await client.endAsync()
    return 'connected'
  }
  const vera = () => plant().tokens({ user: 'vera' })

  test('connects under an id of its person', async () => {
    expect(await connect('live/vera/screen-01', vera())).toBe('connected')
  })

  test.each([
    ['of a machine', 'MIXER-1'],
    ['of another person', 'live/ada/screen-01'],
    ['without a part of its own', 'live/vera/'],
    ['with a wildcard', 'live/vera/screen-*'],
    ['of every client', '*'],
    ['with more parts', 'live/vera/screen-01/more'],
    ['that is empty', ''],
  ])('does not connect under an id %s', async (_, clientId) => {
    await expect(connect(clientId, vera())).rejects.toThrow()
  })

  test('of nobody does not connect: with a token of a machine, an ID token, or one without a role', async () => {
    const { id_token = '' } = await vera()
    await expect(connect('live/vera/screen-01', Promise.resolve({ access_token: id_token }))).rejects.toThrow()
    await expect(connect('live/vera/screen-01', plant().tokens({ user: 'vera', groups: [] }))).rejects.toThrow()
    await expect(connect('live/sap/screen-01', plant().tokens({ user: 'sap' }))).rejects.toThrow()
  })
})
