import { rolesWithSecondFactor } from '../../events/names.ts'
import * as accounts from './accounts.ts'
import { type Command, type Roles, usage } from './command.ts'
import { openPool, type Place, type Pool, placeOf } from './pool.ts'
import { registerSecondFactor } from './second-factor.ts'
import { sentenceOf } from './sentences.ts'
import type { Terminal } from './terminal.ts'
import { signInByBrowser, withheldIn } from './token.ts'

/** @param print what other programs read: the token, and nothing else. */
export async function run(
  command: Command,
  terminal: Terminal,
  print: (line: string) => void,
  places?: readonly Place[],
): Promise<'done' | 'failed'> {
  if (command.kind === 'help') {
    terminal.say(usage)
    return 'done'
  }
  let region = 'its region'
  try {
    const place = placeOf(command.site, places)
    region = place.region
    await carryOut(command, await openPool(place), terminal, print)
    return 'done'
  } catch (error) {
    const sentence = sentenceOf(error, { user: 'user' in command ? command.user : undefined, region })
    if (sentence === undefined) throw error
    terminal.say(sentence)
    return 'failed'
  }
}

async function carryOut(command: Command, pool: Pool, terminal: Terminal, print: (line: string) => void) {
  const say = (...lines: readonly string[]) => terminal.say(lines.join('\n'))
  const again = (rest: string) => `npm run people -- ${rest} --site ${pool.site}`
  switch (command.kind) {
    case 'add': {
      const { user, name, person, roles } = command
      const { password } = await accounts.add(pool, command)
      say(
        `${user} (${name}, person ${person}) has an account at ${pool.site}: ${roles.join(', ')}.`,
        ...onceOnly(password),
        ...secondFactorNeeded(roles, again(`second-factor ${user}`)),
        `Next: define the person, so that signatures have a printed name and qualifications count. With the token of an engineer, a supervisor or an administrator:`,
        `  PUT /v1/persons/${person}  ${JSON.stringify({ name })}`,
      )
      return
    }
    case 'list':
      return say(...tableOf(await accounts.list(pool)))
    case 'roles': {
      const { user, roles } = command
      const { given, taken } = await accounts.setRoles(pool, user, roles)
      say(
        `${user} has the roles ${roles.join(', ')}; given: ${given.join(', ') || 'none'}, taken: ${taken.join(', ') || 'none'}.`,
        `They are in the next token: a person who is signed in keeps the present one for up to an hour.`,
        ...secondFactorNeeded(given, again(`second-factor ${user}`)),
      )
      return
    }
    case 'password': {
      const { password } = await accounts.resetPassword(pool, command.user)
      return say(`${command.user} has a new password.`, ...onceOnly(password))
    }
    case 'second-factor': {
      const { user, reset } = command
      if (reset) {
        await accounts.forgetSecondFactor(pool, user)
        say(
          `The authenticator of ${user} is forgotten, and with the next token so are ${rolesWithSecondFactor.join(' and ')}.`,
          `Next, with ${user} and the new phone: ${again(`second-factor ${user}`)}`,
        )
        return
      }
      await registerSecondFactor(pool, user, terminal)
      return say(
        `${user} has a second factor, which each sign-in asks for from now on. Sign in again: its token has all roles.`,
      )
    }
    case 'disable':
      await accounts.disable(pool, command.user)
      return say(
        `${command.user} cannot sign in any more, nor renew a sign-in. A token that was given before is good until it ends, in an hour at most.`,
      )
    case 'enable':
      await accounts.enable(pool, command.user)
      return say(`${command.user} can sign in again, with the roles of before: ${again('list')} shows them.`)
    case 'token': {
      const token = await signInByBrowser(pool, terminal)
      const withheld = withheldIn(token)
      if (withheld !== undefined)
        say(`Not in this token for want of a second factor: ${withheld}. Next: ${again('second-factor NAME')}`)
      return print(token)
    }
    case 'help':
      return say(usage)
  }
}

const onceOnly = (password: string): readonly string[] => [
  `Temporary password, shown only here: ${password}`,
  `It is good for three days and for one sign-in, which asks for a new one.`,
]

function secondFactorNeeded(roles: Roles, command: string): readonly string[] {
  if (!accounts.needsSecondFactor(roles)) return []
  const guarded = roles.filter((role) => accounts.needsSecondFactor([role]))
  return [`${guarded.join(' and ')} comes with a second factor only. Next, with the person and the phone: ${command}`]
}

function tableOf(all: readonly accounts.Account[]): readonly string[] {
  if (all.length === 0)
    return ['Nobody has an account here yet. The first: npm run people -- add NAME --name "..." --role admin']
  const rows = all.map(({ user, person, name, enabled, roles, secondFactor }) => [
    user,
    person,
    name,
    enabled ? 'enabled' : 'disabled',
    secondFactor === undefined ? '' : secondFactor ? 'second factor' : 'NO SECOND FACTOR',
    roles.join(', ') || 'no role',
  ])
  const table = [['account', 'person', 'name', '', '', 'roles'], ...rows]
  const widths = table.reduce<number[]>(
    (most, row) => row.map((cell, index) => Math.max(most[index] ?? 0, cell.length)),
    [],
  )
  return table.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
