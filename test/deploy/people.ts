import { randomBytes } from 'node:crypto'
import type { Keyring } from '../../local/demo/pool/sign-in.ts'
import { people } from '../../local/people.ts'
import { cognito, type Emulator } from './aws.ts'

/** Makes the people of the demo in a user pool, as an administrator does, each with a password of this run. */
export async function signUp(at: Emulator, pool: string, client: string): Promise<Keyring> {
  const known: Keyring['people'] = {}
  for (const { user, name, roles } of people) {
    const password = `Aa1!${randomBytes(18).toString('base64url')}`
    const Username = user
    await cognito(at, 'AdminCreateUser', {
      UserPoolId: pool,
      Username,
      MessageAction: 'SUPPRESS',
      UserAttributes: [{ Name: 'name', Value: name }],
    })
    await cognito(at, 'AdminSetUserPassword', { UserPoolId: pool, Username, Password: password, Permanent: true })
    for (const GroupName of roles) await cognito(at, 'AdminAddUserToGroup', { UserPoolId: pool, Username, GroupName })
    known[user] = { password }
  }
  return { pool, client, people: known, systems: {} }
}
