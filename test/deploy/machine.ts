import { call, type Emulator } from './aws.ts'

export interface Certificate {
  readonly certificate: string
  readonly key: string
  /** Of the broker. */
  readonly ca: string
}

/** A machine: a thing that is called as its equipment, a certificate, and the policy of the site. */
export async function makeThing(at: Emulator, thing: string, policy: string): Promise<Certificate> {
  const iot = { service: 'iot' } as const
  await call(at, { ...iot, method: 'POST', path: `/things/${thing}`, body: {} })
  const made = await call<{ certificateArn: string; certificatePem: string; keyPair: { PrivateKey: string } }>(at, {
    ...iot,
    method: 'POST',
    path: '/keys-and-certificate',
    query: { setAsActive: 'true' },
  })
  await call(at, { ...iot, method: 'PUT', path: `/target-policies/${policy}`, body: { target: made.certificateArn } })
  await call(at, {
    ...iot,
    method: 'PUT',
    path: `/things/${thing}/principals`,
    headers: { 'x-amzn-principal': made.certificateArn },
  })
  const ca = await (await fetch(`${at.url}/_ministack/iot/ca.pem`)).text()
  return { certificate: made.certificatePem, key: made.keyPair.PrivateKey, ca }
}
