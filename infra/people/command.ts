import { parseArgs } from 'node:util'
import { idPattern, isReserved } from '../../events/id-rule.ts'
import { rolesOfPeople } from '../../events/names.ts'
import { Mistake } from './mistake.ts'

export type RoleOfPerson = (typeof rolesOfPeople)[number]

export type Command = { readonly site: string | undefined } & (
  | { readonly kind: 'help' | 'list' | 'token' }
  | {
      readonly kind: 'add'
      readonly user: string
      readonly name: string
      readonly person: string
      readonly roles: Roles
    }
  | { readonly kind: 'roles'; readonly user: string; readonly roles: Roles }
  | { readonly kind: 'password' | 'disable' | 'enable'; readonly user: string }
  | { readonly kind: 'second-factor'; readonly user: string; readonly reset: boolean }
)

export type Roles = readonly RoleOfPerson[]

export const usage = `Manages the people of a site whose stacks are deployed, in its user pool. It needs credentials of the account.

  npm run people -- add NAME --name "Ada Moreau" --role operator [--role ...] [--person ID]
  npm run people -- list
  npm run people -- roles NAME --role operator [--role ...]    these, and no others
  npm run people -- password NAME                              a new temporary one
  npm run people -- second-factor NAME                         with NAME beside you, and the phone
  npm run people -- second-factor NAME --reset                 the phone is lost
  npm run people -- disable NAME
  npm run people -- enable NAME
  npm run people -- token                                      sign in, and print the access token

  --site SITE   a site of infra/sites, or enterprise; may be left out where there is only one site
  --person ID   the id of the person in the plant, where it is not NAME; it can never be changed

Roles: ${rolesOfPeople.join(', ')}.`

const kinds = ['add', 'list', 'roles', 'password', 'second-factor', 'disable', 'enable', 'token', 'help'] as const
type Kind = (typeof kinds)[number]

/** Lower case, because a user pool takes Ada and ada for the same; else as an id of the plant. */
const userName = /^[a-z0-9][a-z0-9._-]{0,63}$/

/** @throws Mistake for what cannot be meant. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parsed(args)
  const [kind = 'help', user, ...rest] = positionals
  if (!isKind(kind)) throw new Mistake(`There is no "${kind}"; there are ${kinds.join(', ')}. --help shows them.`)
  const { site } = values
  if (values.help || kind === 'help') return { kind: 'help', site }
  if (rest.length > 0)
    throw new Mistake(
      `"${rest.join(' ')}" is one word too many. A name of two words stands in quotes: --name "Ada Moreau".`,
    )
  only(kind, 'name', values.name, ['add'])
  only(kind, 'person', values.person, ['add'])
  only(kind, 'role', values.role, ['add', 'roles'])
  only(kind, 'reset', values.reset, ['second-factor'])
  if (kind === 'list' || kind === 'token') {
    if (user !== undefined) throw new Mistake(`${kind} is about nobody in particular: leave "${user}" out.`)
    return { kind, site }
  }
  if (user === undefined) throw new Mistake(`Whom? Name the account: npm run people -- ${kind} NAME.`)
  if (!userName.test(user))
    throw new Mistake(
      `"${user}" cannot be the name of an account: lower-case letters, digits, ".", "_" and "-", 64 at most.`,
    )
  switch (kind) {
    case 'add': {
      const name = values.name?.trim() ?? ''
      const person = values.person ?? user
      if (name === '') throw new Mistake(`What is ${user} called? --name "Ada Moreau" is printed with signatures.`)
      if (!idPattern.test(person) || isReserved(person))
        throw new Mistake(`"${person}" cannot be the id of a person: letters, digits, ".", "_" and "-", 64 at most.`)
      return { kind, site, user, name, person, roles: rolesOf(values.role) }
    }
    case 'roles':
      return { kind, site, user, roles: rolesOf(values.role) }
    case 'second-factor':
      return { kind, site, user, reset: values.reset ?? false }
    default:
      return { kind, site, user }
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        site: { type: 'string' },
        name: { type: 'string' },
        person: { type: 'string' },
        role: { type: 'string', multiple: true },
        reset: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new Mistake(`${error instanceof Error ? error.message : String(error)} --help shows what there is.`)
  }
}

function only(kind: Kind, option: string, value: unknown, kinds: readonly Kind[]): void {
  if (value !== undefined && !kinds.includes(kind))
    throw new Mistake(`${kind} takes no --${option}; it belongs to ${kinds.join(' and ')}.`)
}

function rolesOf(names: readonly string[] = []): Roles {
  if (names.length === 0) throw new Mistake(`Which role? Name at least one: --role ${rolesOfPeople.join(', --role ')}.`)
  const wrong = names.find((name) => !isRole(name))
  if (wrong === 'integration')
    throw new Mistake('integration is the role of a system: the ERP has a client of its own, see docs/first-day.md.')
  if (wrong !== undefined) throw new Mistake(`There is no role "${wrong}"; there are ${rolesOfPeople.join(', ')}.`)
  return rolesOfPeople.filter((role) => names.includes(role))
}

const isKind = (name: string): name is Kind => kinds.some((kind) => kind === name)
const isRole = (name: string): boolean => rolesOfPeople.some((role) => role === name)
