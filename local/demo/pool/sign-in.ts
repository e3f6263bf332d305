import * as z from 'zod'
import { type Challenge, srp } from './srp.ts'
import { stepSeconds, totp } from './totp.ts'

/** The people of the story at a Cognito user pool, and the client of the ERP. */
export const keyring = z.strictObject({
  /** Outputs of `Andon-<site>-State`. */
  pool: z.string().regex(/^[\w-]+_\w+$/),
  client: z.string().min(1),
  /** By user name. `secondFactor` is the secret of the authenticator app, where the person has one. */
  people: z.record(z.string(), z.strictObject({ password: z.string().min(1), secondFactor: z.string().optional() })),
  /** Systems sign in with credentials of their own, by user name of the story: `sap`. */
  systems: z
    .record(
      z.string(),
      z.strictObject({ client: z.string(), secret: z.string(), tokenUrl: z.string().min(1), scope: z.string() }),
    )
    .default({}),
})

export type Keyring = z.infer<typeof keyring>

/** An access token after a fresh sign-in. */
export type SignIn = (user: string) => Promise<string>

interface Answer {
  readonly ChallengeName?: string
  readonly ChallengeParameters?: Challenge
  readonly Session?: string
  readonly AuthenticationResult?: { readonly AccessToken: string }
}

/** Signs in as a client of the pool does: by SRP, then by the second factor where the person has one. */
export function signInAt(keys: Keyring, cognito = addressOf(keys.pool)): SignIn {
  return async (user) => {
    const system = keys.systems[user]
    if (system !== undefined) return tokenOfSystem(user, system)
    try {
      return await tokenOfPerson(user, keys, cognito)
    } catch (error) {
      // A pool takes each code of a second factor once; the next step of the clock has the next one.
      if (!(error instanceof Refused) || error.reason !== 'ExpiredCodeException') throw error
      await nextStep()
      return tokenOfPerson(user, keys, cognito)
    }
  }
}

async function tokenOfPerson(user: string, { pool, client, people }: Keyring, cognito: string): Promise<string> {
  const person = people[user]
  if (person === undefined) throw new Error(`The file of --sign-in has no ${user}.`)
  const call = (operation: string, body: object) => ask(cognito, operation, { ClientId: client, ...body }, user)
  const proof = srp(pool, person.password)
  const begun = await call('InitiateAuth', {
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: user, SRP_A: proof.SRP_A },
  })
  if (begun.ChallengeParameters === undefined) throw unfinished(user, begun)
  const USERNAME = begun.ChallengeParameters.USER_ID_FOR_SRP
  const proven = await call('RespondToAuthChallenge', {
    ChallengeName: 'PASSWORD_VERIFIER',
    Session: begun.Session,
    ChallengeResponses: { USERNAME, ...proof.prove(begun.ChallengeParameters, new Date()) },
  })
  if (proven.ChallengeName !== 'SOFTWARE_TOKEN_MFA') return tokenOf(user, proven)
  if (person.secondFactor === undefined)
    throw new Error(`${user} has a second factor, and the file of --sign-in has no secret of it.`)
  const done = await call('RespondToAuthChallenge', {
    ChallengeName: 'SOFTWARE_TOKEN_MFA',
    Session: proven.Session,
    ChallengeResponses: { USERNAME, SOFTWARE_TOKEN_MFA_CODE: totp(person.secondFactor, new Date()) },
  })
  return tokenOf(user, done)
}

/** As the AWS SDKs: another address in place of AWS comes from the environment. */
function addressOf(pool: string): string {
  const [region] = pool.split('_')
  return (
    process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER ??
    process.env.AWS_ENDPOINT_URL ??
    `https://cognito-idp.${region}.amazonaws.com`
  )
}

/** What the pool refuses, with the name of AWS for the reason: `NotAuthorizedException`. */
class Refused extends Error {
  readonly reason: string

  constructor(user: string, cognito: string, operation: string, text: string) {
    super(`${user} could not sign in at ${cognito} (${operation}): ${text}`)
    this.reason = /"__type"\s*:\s*"(?:[^"#]*#)?(\w+)"/.exec(text)?.[1] ?? ''
  }
}

async function ask(cognito: string, operation: string, body: object, user: string): Promise<Answer> {
  const answer = await fetch(`${cognito}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Refused(user, cognito, operation, await answer.text())
  return (await answer.json()) as Answer
}

async function nextStep(): Promise<void> {
  const step = stepSeconds * 1000
  await new Promise((resolve) => setTimeout(resolve, step - (Date.now() % step)))
}

/** A client-credentials grant (RFC 6749, 4.4). */
async function tokenOfSystem(
  user: string,
  { client, secret, tokenUrl, scope }: Keyring['systems'][string],
): Promise<string> {
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  })
  if (!answer.ok) throw new Error(`${user} got no token of ${tokenUrl}: ${await answer.text()}`)
  return ((await answer.json()) as { readonly access_token: string }).access_token
}

function tokenOf(user: string, answer: Answer): string {
  if (answer.AuthenticationResult === undefined) throw unfinished(user, answer)
  return answer.AuthenticationResult.AccessToken
}

const unfinished = (user: string, { ChallengeName }: Answer): Error =>
  new Error(
    `${user} cannot sign in before they answer ${ChallengeName}: sign in once by hand, and set a password of your own.`,
  )
