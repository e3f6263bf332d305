import { randomBytes } from 'node:crypto'
import { rolesWithSecondFactor } from '../../events/names.ts'
import type { Keyring } from '../../local/demo/pool/sign-in.ts'
import { totp } from '../../local/demo/pool/totp.ts'
import { people } from '../../local/people.ts'
import { cognito, type Emulator } from './aws.ts'
import { type Outputs, outputOf } from './deployment.ts'

/** Of the stacks `State` and `Front`. */
export interface Pool {
  readonly pool: string
  readonly console: string
  /** With it, a second factor is registered. */
  readonly enrolment: string
  readonly erp: string
}

/** Makes the people of the demo in a user pool, as an administrator does, each with a password of this run, and hands out the credentials of the ERP. */
export async function signUp(at: Emulator, { pool, console, enrolment, erp }: Pool, who = people): Promise<Keyring> {
  const known: Keyring['people'] = {}
  const systems: Keyring['systems'] = {}
  for (const { user, name, roles } of who) {
    if (roles.includes('integration')) {
      systems[user] = {
        ...(await credentialsOf(at, pool, erp)),
        tokenUrl: `${at.url}/oauth2/token`,
        scope: 'andon/integration',
      }
      continue
    }
    const password = `Aa1!${randomBytes(18).toString('base64url')}`
    const person = { UserPoolId: pool, Username: user }
    const UserAttributes = [{ Name: 'name', Value: name }]
    await cognito(at, 'AdminCreateUser', { ...person, UserAttributes, MessageAction: 'SUPPRESS' })
    await cognito(at, 'AdminSetUserPassword', { ...person, Password: password, Permanent: true })
    for (const GroupName of roles) await cognito(at, 'AdminAddUserToGroup', { ...person, GroupName })
    const needsFactor = roles.some((role) => rolesWithSecondFactor.some((it) => it === role))
    known[user] = {
      password,
      ...(needsFactor && { secondFactor: await enrol(at, { pool, enrolment }, user, password) }),
    }
  }
  return { pool, client: console, people: known, systems }
}

async function credentialsOf(at: Emulator, UserPoolId: string, ClientId: string) {
  const { UserPoolClient } = await cognito<{ UserPoolClient: { ClientSecret: string } }>(at, 'DescribeUserPoolClient', {
    UserPoolId,
    ClientId,
  })
  return { client: ClientId, secret: UserPoolClient.ClientSecret }
}

/** @returns the secret that the authenticator app of the person would have. */
async function enrol(
  at: Emulator,
  { pool, enrolment }: Pick<Pool, 'pool' | 'enrolment'>,
  user: string,
  password: string,
) {
  const { AuthenticationResult } = await cognito<{ AuthenticationResult: { AccessToken: string } }>(
    at,
    'AdminInitiateAuth',
    {
      UserPoolId: pool,
      ClientId: enrolment,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: user, PASSWORD: password },
    },
  )
  const { AccessToken } = AuthenticationResult
  const { SecretCode } = await cognito<{ SecretCode: string }>(at, 'AssociateSoftwareToken', { AccessToken })
  await cognito(at, 'VerifySoftwareToken', { AccessToken, UserCode: totp(SecretCode, new Date()) })
  const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true }
  await cognito(at, 'SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings })
  return SecretCode
}

/** @param stage such as `Andon-lyon` */
export function poolOf(outputs: Outputs, stage: string): Pool {
  const output = (name: RegExp) => outputOf(outputs, `${stage}-State`, name)
  return {
    pool: output(/^IdentityPoolId$/),
    console: outputOf(outputs, `${stage}-Front`, /^IdentityClientId$/),
    enrolment: output(/^EnrolmentClient$/),
    erp: output(/^ErpClient$/),
  }
}
