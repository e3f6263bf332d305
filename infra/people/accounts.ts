import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  type AttributeType,
  paginateListUsers,
  paginateListUsersInGroup,
} from '@aws-sdk/client-cognito-identity-provider'
import { rolesOfPeople, rolesWithSecondFactor } from '../../events/names.ts'
import type { RoleOfPerson, Roles } from './command.ts'
import { Mistake } from './mistake.ts'
import { temporaryPassword } from './password.ts'
import type { Pool } from './pool.ts'

export interface Account {
  readonly user: string
  /** The id of the person in the plant. */
  readonly person: string
  readonly name: string
  readonly enabled: boolean
  readonly roles: Roles
  /** Asked only for people whose roles need one. */
  readonly secondFactor: boolean | undefined
}

/** Makes an account that lets its owner in once, to choose a password. */
export async function add(
  pool: Pool,
  { user, name, person, roles }: { user: string; name: string; person: string; roles: Roles },
): Promise<{ password: string }> {
  const { cognito, poolId } = pool
  for await (const other of allUsers(pool))
    if (other.user !== user && other.person.toLowerCase() === person.toLowerCase())
      throw new Mistake(
        `The account ${other.user} is that of the person ${other.person} already. Two accounts of one person could sign for each other: choose another --person, or use that account.`,
      )
  const password = temporaryPassword()
  await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId: poolId,
      Username: user,
      TemporaryPassword: password,
      MessageAction: 'SUPPRESS',
      UserAttributes: [
        { Name: 'name', Value: name },
        { Name: 'custom:person', Value: person },
      ],
    }),
  )
  for (const role of roles) await grant(pool, user, role)
  return { password }
}

export async function list(pool: Pool): Promise<readonly Account[]> {
  const members = new Map<RoleOfPerson, ReadonlySet<string>>()
  for (const role of rolesOfPeople) members.set(role, await membersOf(pool, role))
  const accounts: Account[] = []
  for await (const { user, ...more } of allUsers(pool)) {
    const roles = rolesOfPeople.filter((role) => members.get(role)?.has(user))
    const secondFactor = needsSecondFactor(roles) ? await hasSecondFactor(pool, user) : undefined
    accounts.push({ user, ...more, roles, secondFactor })
  }
  return accounts.sort((one, other) => (one.user < other.user ? -1 : 1))
}

/** Gives these roles and takes all others. */
export async function setRoles(pool: Pool, user: string, roles: Roles): Promise<{ given: Roles; taken: Roles }> {
  const { cognito, poolId } = pool
  const asked = new AdminListGroupsForUserCommand({ UserPoolId: poolId, Username: user })
  const { Groups = [] } = await cognito.send(asked)
  const present = rolesOfPeople.filter((role) => Groups.some(({ GroupName }) => GroupName === role))
  const given = roles.filter((role) => !present.includes(role))
  const taken = present.filter((role) => !roles.includes(role))
  // What is taken goes first: if the rest fails, a person has less than was meant, not more.
  for (const role of taken)
    await cognito.send(new AdminRemoveUserFromGroupCommand({ UserPoolId: poolId, Username: user, GroupName: role }))
  for (const role of given) await grant(pool, user, role)
  return { given, taken }
}

/** A new temporary password: its owner has to choose another at the next sign-in. */
export async function resetPassword({ cognito, poolId }: Pool, user: string): Promise<{ password: string }> {
  const password = temporaryPassword()
  await cognito.send(
    new AdminSetUserPasswordCommand({ UserPoolId: poolId, Username: user, Password: password, Permanent: false }),
  )
  return { password }
}

export async function disable(pool: Pool, user: string): Promise<void> {
  await pool.cognito.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: user }))
  await endSignIns(pool, user)
}

export async function enable({ cognito, poolId }: Pool, user: string): Promise<void> {
  await cognito.send(new AdminEnableUserCommand({ UserPoolId: poolId, Username: user }))
}

/** Forgets the authenticator of a person who has lost it, and ends the sign-ins that it made. */
export async function forgetSecondFactor(pool: Pool, user: string): Promise<void> {
  const SoftwareTokenMfaSettings = { Enabled: false, PreferredMfa: false }
  await pool.cognito.send(
    new AdminSetUserMFAPreferenceCommand({ UserPoolId: pool.poolId, Username: user, SoftwareTokenMfaSettings }),
  )
  await endSignIns(pool, user)
}

export const needsSecondFactor = (roles: Roles): boolean =>
  roles.some((role) => rolesWithSecondFactor.some((guarded) => guarded === role))

async function hasSecondFactor({ cognito, poolId }: Pool, user: string): Promise<boolean> {
  const found = await cognito.send(new AdminGetUserCommand({ UserPoolId: poolId, Username: user }))
  return found.UserMFASettingList?.includes('SOFTWARE_TOKEN_MFA') === true
}

/** No sign-in of the past can be renewed. A token that was given before is good until it ends. */
async function endSignIns({ cognito, poolId }: Pool, user: string): Promise<void> {
  await cognito.send(new AdminUserGlobalSignOutCommand({ UserPoolId: poolId, Username: user }))
}

async function grant({ cognito, poolId }: Pool, user: string, role: RoleOfPerson): Promise<void> {
  await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId: poolId, Username: user, GroupName: role }))
}

async function* allUsers({ cognito, poolId }: Pool) {
  for await (const { Users = [] } of paginateListUsers({ client: cognito }, { UserPoolId: poolId }))
    for (const { Username: user = '', Attributes = [], Enabled: enabled = true } of Users)
      yield {
        user,
        person: attribute(Attributes, 'custom:person') || user,
        name: attribute(Attributes, 'name'),
        enabled,
      }
}

async function membersOf({ cognito, poolId }: Pool, role: RoleOfPerson): Promise<ReadonlySet<string>> {
  const members = new Set<string>()
  for await (const { Users = [] } of paginateListUsersInGroup(
    { client: cognito },
    { UserPoolId: poolId, GroupName: role },
  ))
    for (const { Username = '' } of Users) members.add(Username)
  return members
}

const attribute = (attributes: readonly AttributeType[], name: string): string =>
  attributes.find(({ Name }) => Name === name)?.Value ?? ''
